#pragma once

/// What the test of a piece printed, compared with what it should have.

#include <string>
#include <string_view>
#include <vector>

namespace autopilot {

/// Without blanks at both ends.
std::string_view Bare(std::string_view text);

/// Whether each line is a number within `tolerance` of the one in `wanted`, and there are as many.
bool AreNear(const std::vector<std::string>& lines, const std::vector<double>& wanted,
             const std::vector<double>& tolerance);

}  // namespace autopilot
