#include "engine/protocol_choice.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

Score Of(const std::string& protocol, int won, int runs, double tokens = 300) {
  return {"local/small", protocol, "sg", "", runs, won, 1, tokens, 10};
}

TEST(ProtocolChoice, GoesByTheModelWhereNothingIsKnown) {
  EXPECT_EQ(ChooseProtocol("local/small", false, {}).protocol, "guided");
  EXPECT_EQ(ChooseProtocol("openai/large", true, {}).protocol, "whole");
  EXPECT_EQ(ChooseProtocol("openai/large", true, {Of("whole", 0, 9)}).protocol, "whole") << "another model's runs";
}

TEST(ProtocolChoice, GoesByWhatWorkedHere) {
  EXPECT_EQ(ChooseProtocol("local/small", false, {Of("guided", 3, 6), Of("whole", 5, 6)}).protocol, "whole");
  EXPECT_EQ(ChooseProtocol("local/small", true, {Of("guided", 6, 6), Of("whole", 5, 6)}).protocol, "guided");
  EXPECT_EQ(ChooseProtocol("local/small", false, {Of("guided", 5, 5, 900), Of("whole", 5, 5, 200)}).protocol, "whole");
}

TEST(ProtocolChoice, TriesTheOtherWayWhereTheUsualOneMostlyFails) {
  EXPECT_EQ(ChooseProtocol("local/small", false, {Of("guided", 0, 6)}).protocol, "whole");
  EXPECT_EQ(ChooseProtocol("local/small", false, {Of("guided", 0, 4)}).protocol, "guided") << "too few to tell";
  EXPECT_EQ(ChooseProtocol("local/small", false, {Of("guided", 4, 6)}).protocol, "guided");
}

}  // namespace
}  // namespace autopilot
