#include "gate/reply_gate.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

constexpr char kWhole[] = "```cpp\nvoid setup() {}\nvoid loop() {}\n```\n";

TEST(ReplyGate, APromptThatFillsTheWindowIsInfrastructureWhateverTheReplyHolds) {
  for (const std::string& reply : {std::string(kWhole), std::string(), std::string("I do not understand.")}) {
    const ReplyAnswer result = CheckReply(reply, Wanted::kSketch, {"stop", 4096, 4096});
    EXPECT_EQ(result.answer.verdict, VerdictKind::kInfrastructure) << reply;
    ASSERT_EQ(result.answer.findings.size(), 1u);
    EXPECT_EQ(result.answer.findings[0].root_cause, "prompt_truncated");
    EXPECT_TRUE(result.code.empty());
  }
}

TEST(ReplyGate, APromptThatFitsIsNotBlamed) {
  EXPECT_EQ(CheckReply(kWhole, Wanted::kSketch, {"stop", 4095, 4096}).answer.verdict, VerdictKind::kPass);
  EXPECT_EQ(CheckReply(kWhole, Wanted::kSketch, {"stop", 4096, 0}).answer.verdict, VerdictKind::kPass);
}

TEST(ReplyGate, ACutReplyIsTheCandidatesFault) {
  const ReplyAnswer result =
      CheckReply("```cpp\nvoid setup() {}\nvoid loop() {\n  int a =", Wanted::kSketch, {"length", 100, 4096});
  EXPECT_EQ(result.answer.verdict, VerdictKind::kReject);
  EXPECT_EQ(result.answer.findings.at(0).root_cause, "reply_truncated");
}

}  // namespace
}  // namespace autopilot
