#include "journal/trial_states.h"

#include <gtest/gtest.h>

#include "core/files.h"
#include "testing/fake_clock.h"

namespace autopilot {
namespace {

TEST(TrialStates, AnEndedTrialIsSummedUpByItsStagesAndOneThatIsNotByItsAttempts) {
  auto folder = TemporaryFolder::Create("states");
  const auto file = folder->path() / "journal.sqlite";
  EXPECT_TRUE(ReadTrialStates(file, "study")->empty()) << "no journal is no trials";
  EXPECT_FALSE(std::filesystem::exists(file));
  FakeClock clock;
  auto journal = Journal::Open(file, clock);
  ASSERT_TRUE(journal);
  ASSERT_TRUE((*journal)->PutExperiment({"study", "", ""}));
  for (int repeat = 1; repeat <= 3; ++repeat) {
    RunRecord run;
    run.id = "r" + std::to_string(repeat);
    run.options = "{}";
    ASSERT_TRUE((*journal)->BeginTrial(run, {"study", "qwen", "guided", "", "fruit", "", repeat, run.id}));
    if (repeat == 3) break;
    AttemptRecord attempt;
    attempt.run = run.id;
    attempt.key = {"sg", "sketch", 1};
    attempt.prompt = "[1]";
    const auto id = (*journal)->BeginAttempt(attempt);
    ChatReply reply;
    reply.prompt_tokens = 100;
    reply.completion_tokens = 20;
    reply.usd = 0.5;
    ASSERT_TRUE((*journal)->SetReply(*id, reply));
  }
  StageRecord stage;
  stage.run = "r1";
  stage.stage = "sg";
  stage.prompt_tokens = 100;
  stage.completion_tokens = 20;
  stage.usd = 0.5;
  ASSERT_TRUE((*journal)->PutStage(stage));
  ASSERT_TRUE((*journal)->EndRun("r1", "reject"));
  const auto states = ReadTrialStates(file, "study");
  ASSERT_TRUE(states) << states.error().ToString();
  ASSERT_EQ(states->size(), 3u);
  EXPECT_TRUE((*states)[0].ended);
  EXPECT_EQ((*states)[0].verdict, "reject");
  EXPECT_FALSE((*states)[1].ended);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ((*states)[static_cast<std::size_t>(i)].tokens, 120);
    EXPECT_EQ((*states)[static_cast<std::size_t>(i)].usd, 0.5);
  }
  EXPECT_EQ((*states)[2].tokens, 0);
  EXPECT_TRUE(ReadTrialStates(file, "other")->empty());

  // Gone on with, it ends before it comes to where it had spent something.
  ASSERT_TRUE((*journal)->ReopenRun("r1"));
  stage.stage = "dp";
  stage.prompt_tokens = stage.completion_tokens = 0;
  stage.usd = 0;
  ASSERT_TRUE((*journal)->PutStage(stage));
  ASSERT_TRUE((*journal)->EndRun("r1", "infrastructure"));
  const auto later = ReadTrialStates(file, "study");
  ASSERT_TRUE(later);
  EXPECT_TRUE((*later)[0].ended);
  EXPECT_EQ((*later)[0].tokens, 120);
  EXPECT_EQ((*later)[0].usd, 0.5);
}

}  // namespace
}  // namespace autopilot
