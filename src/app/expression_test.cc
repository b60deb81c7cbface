#include "app/expression.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <optional>
#include <thread>

#include "testing/status.h"

namespace autopilot {
namespace {

const std::vector<std::string> kChannels = {"r", "g", "b", "c", "proximity"};

TEST(Expression, ComputesMaps) {
  ASSERT_OK_AND_ASSIGN(ratio, Expression::Parse("r/(r+g+b)", kChannels));
  EXPECT_DOUBLE_EQ(ratio.Evaluate({60, 30, 10, 0, 0}), 0.6);
  EXPECT_EQ(ratio.text(), "r/(r+g+b)");
  EXPECT_EQ(ratio.used(), (std::vector<std::string>{"r", "g", "b"}));
  ASSERT_OK_AND_ASSIGN(all, Expression::Parse("min(r, 5) + max(g, 2.5e1) - abs(-b) * sqrt(c) / 1000", kChannels));
  EXPECT_DOUBLE_EQ(all.Evaluate({60, 30, 10, 100, 0}), 5 + 30 - 0.1);
  ASSERT_OK_AND_ASSIGN(constant, Expression::Parse("2*pi", {}));
  EXPECT_DOUBLE_EQ(constant.Evaluate({}), 2 * std::numbers::pi);
}

TEST(Expression, HasNoValueWhereDivisionHasNone) {
  ASSERT_OK_AND_ASSIGN(ratio, Expression::Parse("r/(r+g+b)", kChannels));
  EXPECT_TRUE(std::isnan(ratio.Evaluate({0, 0, 0, 0, 0})));
  ASSERT_OK_AND_ASSIGN(inverse, Expression::Parse("1/r", kChannels));
  EXPECT_TRUE(std::isnan(inverse.Evaluate({0, 0, 0, 0, 0})));
  EXPECT_TRUE(std::isnan(inverse.Evaluate({1})));
}

TEST(Expression, NamesTheOffendingPiece) {
  EXPECT_TRUE(FailsWith(Expression::Parse("red/(r+g+b)", kChannels), ErrorKind::kBadInput,
                        "\"red\" is not known in \"red/(r+g+b)\"\n  cure: known: r, g, b, c, proximity"));
  EXPECT_TRUE(FailsWith(Expression::Parse("r + proximty", kChannels), ErrorKind::kBadInput,
                        "\"proximty\" is not known in \"r + proximty\"\n  cure: did you mean \"proximity\"?"));
  EXPECT_TRUE(FailsWith(Expression::Parse("sin(r)", kChannels), ErrorKind::kBadInput, "\"sin\" is not known"));
  EXPECT_TRUE(FailsWith(Expression::Parse("r^2", kChannels), ErrorKind::kBadInput, "\"^\" has no meaning"));
  EXPECT_TRUE(FailsWith(Expression::Parse("r = 2", kChannels), ErrorKind::kBadInput, "\"=\" has no meaning"));
  EXPECT_TRUE(FailsWith(Expression::Parse("r > g ? r : g", kChannels), ErrorKind::kBadInput, "has no meaning"));
  EXPECT_TRUE(FailsWith(Expression::Parse("r/(r+g", kChannels), ErrorKind::kBadInput, "syntax error"));
  EXPECT_TRUE(FailsWith(Expression::Parse("r g", kChannels), ErrorKind::kBadInput, "in \"r g\""));
  EXPECT_TRUE(FailsWith(Expression::Parse("r, g", kChannels), ErrorKind::kBadInput, "in \"r, g\""));
  EXPECT_TRUE(FailsWith(Expression::Parse("min(r)", kChannels), ErrorKind::kBadInput, "syntax error"));
  EXPECT_TRUE(FailsWith(Expression::Parse("r +", kChannels), ErrorKind::kBadInput, "syntax error"));
  EXPECT_TRUE(FailsWith(Expression::Parse("", kChannels), ErrorKind::kBadInput, "nothing in"));
}

TEST(Expression, CopiesStandOnTheirOwn) {
  std::optional<Expression> copy;
  {
    ASSERT_OK_AND_ASSIGN(first, Expression::Parse("r*2", kChannels));
    copy = first;
    EXPECT_EQ(first.Evaluate({3, 0, 0, 0, 0}), 6);
  }
  EXPECT_EQ(copy->Evaluate({4, 0, 0, 0, 0}), 8);
  Expression moved = std::move(*copy);
  EXPECT_EQ(moved.Evaluate({5, 0, 0, 0, 0}), 10);
  EXPECT_EQ(moved.used(), (std::vector<std::string>{"r"}));
}

TEST(Expression, MayBeSharedByThreads) {
  ASSERT_OK_AND_ASSIGN(sum, Expression::Parse("r+g", kChannels));
  int wrong[2] = {0, 0};
  const auto work = [&](int who) {
    for (int i = 0; i < 2000; ++i) wrong[who] += sum.Evaluate({1.0 * i, 1.0 * who, 0, 0, 0}) == i + who ? 0 : 1;
  };
  std::thread other(work, 1);
  work(0);
  other.join();
  EXPECT_EQ(wrong[0] + wrong[1], 0);
}

}  // namespace
}  // namespace autopilot
