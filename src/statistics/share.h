#pragma once

/// Shares: how sure one is, and how far two are apart. Pure functions; all intervals are two-sided.

namespace autopilot {

struct Interval {
  double low = 0;
  double high = 1;
};

/// Ends of Wilson's score interval of a share; 0 to 1 where nothing was counted. 0 <= passed <= counted.
Interval WilsonInterval(int passed, int counted, double confidence = 0.95);

/// Newcombe's hybrid score interval (his method 10) of passed_a / counted_a - passed_b / counted_b, of independent
/// samples; -1 to 1 where one of them is empty.
Interval NewcombeInterval(int passed_a, int counted_a, int passed_b, int counted_b, double confidence = 0.95);

/// Two samples of the same things: how many passed in both, in one alone, in none.
struct Pairs {
  int both = 0;
  int only_a = 0;
  int only_b = 0;
  int neither = 0;
  int count() const { return both + only_a + only_b + neither; }
};

/// Newcombe's interval of the difference of two shares of the same pairs (his method 10 for paired samples).
Interval NewcombePairedInterval(const Pairs& pairs, double confidence = 0.95);

/// Cohen's effect size of two shares: 0.2 is called small, 0.5 medium, 0.8 large.
double CohensH(double share_a, double share_b);

}  // namespace autopilot
