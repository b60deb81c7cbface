#include "statistics/significance.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

TEST(SignificanceTest, NothingThatDiffersIsNoEvidence) {
  EXPECT_EQ(McNemarExact(0, 0), 1);
  EXPECT_EQ(McNemarExact(4, 4), 1);
  EXPECT_EQ(FisherExact(0, 0, 5, 9), 1);
  EXPECT_EQ(FisherExact(0, 8, 0, 8), 1);
}

TEST(SignificanceTest, LargeTablesStayNumbers) {
  EXPECT_GE(FisherExact(9'000, 10'000, 1'000, 10'000), 0);
  EXPECT_LT(FisherExact(9'000, 10'000, 1'000, 10'000), 1e-100);
  EXPECT_NEAR(FisherExact(5'000, 10'000, 5'000, 10'000), 1, 1e-9);
}

TEST(SignificanceTest, ArmsWithoutTrialsAreNoArms) {
  EXPECT_EQ(ChiSquaredHomogeneity({3, 0, 9}, {10, 0, 10}).degrees, 1);
  EXPECT_EQ(ChiSquaredHomogeneity({3, 0}, {10, 0}).p, 1);
  EXPECT_EQ(ChiSquaredHomogeneity({10, 12}, {10, 12}).p, 1);
}

}  // namespace
}  // namespace autopilot
