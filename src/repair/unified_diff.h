#pragma once

#include <string>
#include <string_view>

namespace autopilot {

/// The difference as `diff -u` writes it, which `patch` applies; empty if there is none. `name` stands in both headers.
std::string UnifiedDiff(std::string_view before, std::string_view after, const std::string& name);

}  // namespace autopilot
