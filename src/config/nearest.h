#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace autopilot {

/// The candidate that a user most likely meant, for "did you mean": few edits away, its beginning, or the same but for
/// case. Empty when none is close.
std::string Nearest(std::string_view name, const std::vector<std::string>& candidates);

/// `did you mean "x"?` when one is close, else `known: a, b, c`.
std::string NearestOrList(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace autopilot
