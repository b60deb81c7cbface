#pragma once

/// Verdicts as JUnit XML, which CI servers read: a suite for each candidate, a test case for each gate.

#include <string>
#include <vector>

#include "report/judged.h"

namespace autopilot {

/// A gate that rejects is a failure with its findings as text, one that cannot tell is skipped with the reason, and
/// trouble of the tool is an error. Verdict, cause and metrics are properties of the suite.
std::string JunitReport(const std::vector<Judged>& cases);

}  // namespace autopilot
