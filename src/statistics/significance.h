#pragma once

/// Whether a difference may be chance. Pure functions; all p-values are two-sided.

#include <vector>

namespace autopilot {

/// Exact McNemar test of paired outcomes, from the pairs that differ: how often only a passed, how often only b.
double McNemarExact(int only_a, int only_b);

/// Fisher's exact test of two independent shares: the chance, with these margins, of a table as rare or rarer.
double FisherExact(int passed_a, int counted_a, int passed_b, int counted_b);

struct ChiSquaredResult {
  double statistic = 0;
  int degrees = 0;
  double p = 1;
  bool few = false;  ///< An expected count is below 5, so that p is a rough guide.
};
/// Pearson's test, without correction, that several independent shares are one. Arms without a count are left out; with
/// less than two arms, or where all or none passed, there is nothing to test: p = 1.
ChiSquaredResult ChiSquaredHomogeneity(const std::vector<int>& passed, const std::vector<int>& counted);

/// Holm's correction of the p-values of one family of tests, in their order.
std::vector<double> Holm(const std::vector<double>& p);

}  // namespace autopilot
