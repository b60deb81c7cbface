#pragma once

/// What two sequences have in common, by Myers' algorithm.

#include <string_view>
#include <utility>
#include <vector>

namespace autopilot {

/// A longest common subsequence: pairs of indices (in `before`, in `after`), ascending. Of sequences that differ in
/// more than some thousand places only the common beginning and end are found, which is too little rather than too
/// much.
std::vector<std::pair<int, int>> CommonSubsequence(const std::vector<std::string_view>& before,
                                                   const std::vector<std::string_view>& after);

}  // namespace autopilot
