#include "app/behaviour.h"

#include <gtest/gtest.h>

#include "testing/status.h"

namespace autopilot {
namespace {

using Kind = Expectation::Kind;

const std::vector<std::string> kFruit = {"Apple", "Banana"};

Behaviour Check(std::vector<std::string> given, std::vector<std::string> expect) {
  return {"a wish", std::move(given), std::move(expect), 7};
}

TEST(Behaviour, StepsSayWhatIsShownForHowLongAndWhatMustHold) {
  ASSERT_OK_AND_ASSIGN(steps, ParseBehaviour(Check({"banana", "Apple for 2.5 s", "pause 10 s"},
                                                   {"LEDG on", "", "LEDG is off and says \"2 apples\""}),
                                             kFruit));
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_EQ(steps[0].kind, BehaviourStep::Kind::kAnswer);
  EXPECT_EQ(steps[0].label, 1);
  EXPECT_DOUBLE_EQ(steps[0].seconds, 1);
  EXPECT_EQ(steps[0].expect.front().pin, "LEDG");
  EXPECT_EQ(steps[0].expect.front().kind, Kind::kOn);
  EXPECT_DOUBLE_EQ(steps[1].seconds, 2.5);
  EXPECT_TRUE(steps[1].expect.empty());
  EXPECT_EQ(steps[2].kind, BehaviourStep::Kind::kPause);
  ASSERT_EQ(steps[2].expect.size(), 2u);
  EXPECT_EQ(steps[2].expect[0].kind, Kind::kOff);
  EXPECT_EQ(steps[2].expect[1].kind, Kind::kSays);
  EXPECT_EQ(steps[2].expect[1].text, "2 apples");
}

TEST(Behaviour, NumbersAreAnswersWhereThereAreNoLabels) {
  ASSERT_OK_AND_ASSIGN(steps, ParseBehaviour(Check({"-0.8"}, {"LEDR blinks"}), {}));
  EXPECT_EQ(steps[0].kind, BehaviourStep::Kind::kValue);
  EXPECT_DOUBLE_EQ(steps[0].value, -0.8);
  EXPECT_EQ(steps[0].expect.front().kind, Kind::kBlinks);
}

TEST(Behaviour, AQuotedAndIsPartOfTheText) {
  ASSERT_OK_AND_ASSIGN(expect, ParseExpectations("says \"salt and pepper\" and LED_BUILTIN high"));
  ASSERT_EQ(expect.size(), 2u);
  EXPECT_EQ(expect[0].text, "salt and pepper");
  EXPECT_EQ(expect[1].pin, "LED_BUILTIN");
}

TEST(Behaviour, WhatCannotBeUnderstoodHasACure) {
  EXPECT_TRUE(
      FailsWith(ParseBehaviour(Check({"Cherry"}, {""}), kFruit), ErrorKind::kBadInput, "no label of the model"));
  EXPECT_TRUE(FailsWith(ParseBehaviour(Check({"0.5"}, {""}), kFruit), ErrorKind::kBadInput, "no label of the model"));
  EXPECT_TRUE(FailsWith(ParseBehaviour(Check({"high"}, {""}), {}), ErrorKind::kBadInput, "no number"));
  EXPECT_TRUE(FailsWith(ParseBehaviour(Check({"Apple"}, {}), kFruit), ErrorKind::kBadInput, "given has 1 steps"));
  EXPECT_TRUE(FailsWith(ParseBehaviour(Check({"Apple for 0 s"}, {""}), kFruit), ErrorKind::kBadInput, "for how long"));
  EXPECT_TRUE(FailsWith(ParseBehaviour(Check({"pause 999 s"}, {""}), kFruit), ErrorKind::kBadInput, "for how long"));
  EXPECT_TRUE(FailsWith(ParseBehaviour(Check({"Apple"}, {"LEDG purple"}), kFruit), ErrorKind::kBadInput,
                        "nothing that can be seen"));
}

}  // namespace
}  // namespace autopilot
