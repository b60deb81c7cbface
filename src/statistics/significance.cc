#include "statistics/significance.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numeric>

namespace autopilot {
namespace {

double LogChoose(int n, int k) {
  return boost::math::lgamma(n + 1.0) - boost::math::lgamma(k + 1.0) - boost::math::lgamma(n - k + 1.0);
}

}  // namespace

double McNemarExact(int only_a, int only_b) {
  if (only_a + only_b == 0) return 1;
  const boost::math::binomial chance(only_a + only_b, 0.5);
  return std::min(1.0, 2 * boost::math::cdf(chance, std::min(only_a, only_b)));
}

double FisherExact(int passed_a, int counted_a, int passed_b, int counted_b) {
  const int passed = passed_a + passed_b;
  const int counted = counted_a + counted_b;
  const int lowest = std::max(0, passed - counted_b);
  const int highest = std::min(passed, counted_a);
  if (lowest == highest) return 1;
  // Relative to the observed table, by the ratio of neighbours: one logarithm in all, and no table is too large.
  // Boost's hypergeometric distribution computes each probability anew.
  const double observed =
      std::exp(LogChoose(counted_a, passed_a) + LogChoose(counted_b, passed_b) - LogChoose(counted, passed));
  constexpr double kAsRare = 1 + 1e-7;  // As scipy: tables that are equally rare but for rounding count.
  double p = observed;
  double chance = 1;
  for (int k = passed_a; k > lowest; --k) {
    chance *=
        static_cast<double>(k) * (counted_b - passed + k) / (static_cast<double>(counted_a - k + 1) * (passed - k + 1));
    if (chance <= kAsRare) p += observed * chance;
  }
  chance = 1;
  for (int k = passed_a; k < highest; ++k) {
    chance *=
        static_cast<double>(counted_a - k) * (passed - k) / (static_cast<double>(k + 1) * (counted_b - passed + k + 1));
    if (chance <= kAsRare) p += observed * chance;
  }
  return std::min(1.0, p);
}

ChiSquaredResult ChiSquaredHomogeneity(const std::vector<int>& passed, const std::vector<int>& counted) {
  ChiSquaredResult result;
  const double all_passed = std::accumulate(passed.begin(), passed.end(), 0.0);
  const double all_counted = std::accumulate(counted.begin(), counted.end(), 0.0);
  const auto arms = std::count_if(counted.begin(), counted.end(), [](int count) { return count > 0; });
  if (arms < 2 || all_passed == 0 || all_passed == all_counted) return result;
  for (std::size_t i = 0; i < counted.size(); ++i) {
    if (counted[i] == 0) continue;
    const double expected = counted[i] * all_passed / all_counted;
    const double expected_failed = counted[i] - expected;
    const double distance = passed[i] - expected;
    result.statistic += distance * distance / expected + distance * distance / expected_failed;
    if (expected < 5 || expected_failed < 5) result.few = true;
  }
  result.degrees = static_cast<int>(arms) - 1;
  result.p = boost::math::cdf(boost::math::complement(boost::math::chi_squared(result.degrees), result.statistic));
  return result;
}

std::vector<double> Holm(const std::vector<double>& p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> corrected(p.size());
  double highest = 0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    highest = std::max(highest, p[order[rank]] * static_cast<double>(order.size() - rank));
    corrected[order[rank]] = std::min(1.0, highest);
  }
  return corrected;
}

}  // namespace autopilot
