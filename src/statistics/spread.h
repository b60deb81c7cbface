#pragma once

/// Numbers without a distribution that one could name: tokens, seconds, money.

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "statistics/share.h"

namespace autopilot {

/// The value below which a share `q` of the values lies, linear between neighbours (type 7, as numpy). `sorted` is
/// ascending and not empty.
double Quantile(const std::vector<double>& sorted, double q);

/// Bootstrap percentile intervals of medians. The same seed gives the same intervals, in whatever order they are asked
/// for. Not thread-safe.
class MedianBootstrap {
 public:
  /// `replicates` >= 1.
  MedianBootstrap(int replicates, std::uint64_t seed) : replicates_(replicates), seed_(seed) {}

  /// `sorted` is ascending and not empty.
  Interval IntervalOf(const std::vector<double>& sorted, double confidence = 0.95);

 private:
  /// The two values in the middle of a resample, as indices into the sorted sample.
  using Middle = std::pair<std::uint32_t, std::uint32_t>;
  const std::vector<Middle>& Middles(std::size_t count);

  int replicates_;
  std::uint64_t seed_;
  std::map<std::size_t, std::vector<Middle>> middles_;  ///< By the size of the sample, of which alone they depend.
};

/// Chance that a value of a is larger than one of b, less the chance that it is smaller: -1 to 1. Both are ascending; 0
/// where one is empty.
double CliffsDelta(const std::vector<double>& sorted_a, const std::vector<double>& sorted_b);

}  // namespace autopilot
