#include "core/status.h"

#include <gtest/gtest.h>

#include "testing/status.h"

namespace autopilot {
namespace {

Result<int> Half(int value) {
  if (value % 2 != 0) return Fail(BadInput("odd", "double it").At("n.txt", 3));
  return value / 2;
}

Result<int> Quarter(int value) {
  AUTOPILOT_TRY(half, Half(value));
  return Half(half);
}

Status CheckQuarter(int value) {
  AUTOPILOT_CHECK(Quarter(value));
  return {};
}

TEST(StatusTest, TryAndCheckPassErrorsOn) {
  ASSERT_OK_AND_ASSIGN(quarter, Quarter(12));
  EXPECT_EQ(quarter, 3);
  EXPECT_TRUE(FailsWith(Quarter(6), ErrorKind::kBadInput, "odd"));
  EXPECT_OK(CheckQuarter(12));
  EXPECT_TRUE(FailsWith(CheckQuarter(6), ErrorKind::kBadInput, "odd"));
}

TEST(StatusTest, TextHasPlaceCauseAndCure) {
  EXPECT_EQ(Half(1).error().ToString(), "n.txt:3: odd\n  cure: double it");
  EXPECT_EQ(Infrastructure("no space").ToString(), "no space");
  EXPECT_EQ(Infrastructure("no space").At("a").ToString(), "a: no space");
}

TEST(StatusTest, ExitCodesAreThoseDocumented) {
  EXPECT_EQ(ExitCodeFor(ErrorKind::kBadInput), 2);
  EXPECT_EQ(ExitCodeFor(ErrorKind::kInfrastructure), 3);
  EXPECT_EQ(ExitCodeFor(ErrorKind::kBudget), 5);
  EXPECT_EQ(ExitCodeFor(ErrorKind::kInterrupted), 130);
}

}  // namespace
}  // namespace autopilot
