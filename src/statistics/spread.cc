#include "statistics/spread.h"

#include <algorithm>
#include <boost/random/gamma_distribution.hpp>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_01.hpp>
#include <cmath>

namespace autopilot {
namespace {

/// The place in the sorted sample where a uniform number between 0 and 1 falls.
std::uint32_t IndexOf(double uniform, std::size_t count) {
  return static_cast<std::uint32_t>(
      std::min(count - 1, static_cast<std::size_t>(uniform * static_cast<double>(count))));
}

}  // namespace

double Quantile(const std::vector<double>& sorted, double q) {
  const double place = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  if (below + 1 >= sorted.size()) return sorted.back();
  const double part = place - static_cast<double>(below);
  return sorted[below] + part * (sorted[below + 1] - sorted[below]);
}

const std::vector<MedianBootstrap::Middle>& MedianBootstrap::Middles(std::size_t count) {
  std::vector<Middle>& middles = middles_[count];
  if (!middles.empty()) return middles;
  // A resample's values are sample[floor(n u)] of n uniform numbers u, so its k-th smallest comes from the k-th
  // smallest u, which has the distribution Beta(k, n - k + 1). Drawing that one number instead of n of them is the same
  // bootstrap at no cost for large samples.
  boost::random::mt19937_64 random(seed_ ^ (count * 0x9E3779B97F4A7C15ULL));
  const double n = static_cast<double>(count);
  const double k = std::floor((n + 1) / 2);  // The lower one of the middle.
  boost::random::gamma_distribution<double> left(k);
  boost::random::gamma_distribution<double> right(n - k + 1);
  boost::random::uniform_01<double> uniform;
  middles.reserve(static_cast<std::size_t>(replicates_));
  for (int i = 0; i < replicates_; ++i) {
    const double a = left(random);
    const double lower = a / (a + right(random));
    // The next one is the least of the n - k that lie above it.
    const double upper = count % 2 == 1 ? lower : lower + (1 - lower) * (1 - std::pow(uniform(random), 1 / (n - k)));
    middles.emplace_back(IndexOf(lower, count), IndexOf(upper, count));
  }
  return middles;
}

Interval MedianBootstrap::IntervalOf(const std::vector<double>& sorted, double confidence) {
  if (sorted.front() == sorted.back()) return {sorted.front(), sorted.front()};
  std::vector<double> medians;
  medians.reserve(static_cast<std::size_t>(replicates_));
  for (const auto& [lower, upper] : Middles(sorted.size())) medians.push_back((sorted[lower] + sorted[upper]) / 2);
  std::sort(medians.begin(), medians.end());
  return {Quantile(medians, 0.5 - confidence / 2), Quantile(medians, 0.5 + confidence / 2)};
}

double CliffsDelta(const std::vector<double>& sorted_a, const std::vector<double>& sorted_b) {
  if (sorted_a.empty() || sorted_b.empty()) return 0;
  double sum = 0;
  std::size_t smaller = 0;
  std::size_t not_larger = 0;
  for (const double value : sorted_a) {
    while (smaller < sorted_b.size() && sorted_b[smaller] < value) ++smaller;
    while (not_larger < sorted_b.size() && sorted_b[not_larger] <= value) ++not_larger;
    sum += static_cast<double>(smaller) - static_cast<double>(sorted_b.size() - not_larger);
  }
  return sum / static_cast<double>(sorted_a.size()) / static_cast<double>(sorted_b.size());
}

}  // namespace autopilot
