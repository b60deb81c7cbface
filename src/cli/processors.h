#pragma once

namespace autopilot {

/// How many cases may be worked on at once at most.
constexpr int kMostJobs = 64;

/// Processors that this process may use, at most kMostJobs.
int Processors();

}  // namespace autopilot
