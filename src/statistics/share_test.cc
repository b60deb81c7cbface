#include "statistics/share.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(ShareTest, NothingCountedSaysNothing) {
  EXPECT_EQ(WilsonInterval(0, 0).low, 0);
  EXPECT_EQ(WilsonInterval(0, 0).high, 1);
  EXPECT_EQ(NewcombeInterval(0, 0, 3, 4).low, -1);
  EXPECT_EQ(NewcombePairedInterval({}).high, 1);
}

TEST(ShareTest, NoneAndAllEndExactlyThere) {
  EXPECT_EQ(WilsonInterval(0, 7).low, 0);
  EXPECT_EQ(WilsonInterval(7, 7).high, 1);
  EXPECT_LT(WilsonInterval(7, 7).low, 1);
}

TEST(ShareTest, PairsThatAgreeNarrowTheDifference) {
  // 15 of 30 against 12 of 30, once with the same things passing, once with others.
  const Interval alike = NewcombePairedInterval({12, 3, 0, 15});
  const Interval unlike = NewcombePairedInterval({0, 15, 12, 3});
  const Interval independent = NewcombeInterval(15, 30, 12, 30);
  EXPECT_LT(alike.high - alike.low, independent.high - independent.low);
  EXPECT_GT(unlike.high - unlike.low, independent.high - independent.low);
}

}  // namespace
}  // namespace autopilot
