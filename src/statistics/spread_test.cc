#include "statistics/spread.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(MedianBootstrapTest, TheOrderOfQuestionsChangesNothing) {
  const std::vector<double> few = {1, 2, 4, 8, 16};
  const std::vector<double> more = {1, 2, 3, 5, 8, 13, 21, 34};
  MedianBootstrap one(500, 9);
  MedianBootstrap other(500, 9);
  const Interval first = one.IntervalOf(few);
  one.IntervalOf(more);
  other.IntervalOf(more);
  const Interval second = other.IntervalOf(few);
  EXPECT_EQ(first.low, second.low);
  EXPECT_EQ(first.high, second.high);
}

TEST(MedianBootstrapTest, AnotherSeedGivesAnotherInterval) {
  std::vector<double> values;
  for (int i = 0; i < 400; ++i) values.push_back(i * i);
  EXPECT_NE(MedianBootstrap(300, 1).IntervalOf(values).low, MedianBootstrap(300, 2).IntervalOf(values).low);
}

TEST(MedianBootstrapTest, OneValueIsItsOwnInterval) {
  MedianBootstrap bootstrap(100, 1);
  EXPECT_EQ(bootstrap.IntervalOf({3}).low, 3);
  EXPECT_EQ(bootstrap.IntervalOf({3, 3, 3}).high, 3);
  const Interval two = bootstrap.IntervalOf({1, 2});
  EXPECT_GE(two.low, 1);
  EXPECT_LE(two.high, 2);
  EXPECT_LT(two.low, two.high);
}

TEST(CliffsDeltaTest, RunsFromBelowToAbove) {
  EXPECT_EQ(CliffsDelta({3, 4}, {1, 2}), 1);
  EXPECT_EQ(CliffsDelta({1, 2}, {3, 4}), -1);
  EXPECT_EQ(CliffsDelta({1, 2}, {1, 2}), 0);
  EXPECT_EQ(CliffsDelta({}, {1}), 0);
}

}  // namespace
}  // namespace autopilot
