#include "journal/scoreboard.h"

#include <gtest/gtest.h>

#include "core/files.h"
#include "journal/journal.h"
#include "testing/status.h"

namespace autopilot {
namespace {

class ScoreboardTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("scoreboard"));
    folder_ = std::move(folder);
    file_ = folder_->path() / "journal.sqlite";
    ASSERT_OK_AND_ASSIGN(journal, Journal::Open(file_, clock_));
    journal_ = std::move(journal);
  }

  void Run(const std::string& id, const std::string& protocol, const std::string& verdict, const std::string& pieces) {
    ASSERT_OK(
        journal_->BeginRun({id, "/app.toml", "fruit", R"({"protocol":")" + protocol + "\"}", "{}", "", "", "", ""}));
    Attempt(id, "features", 1, VerdictKind::kReject);
    Attempt(id, "features", 2, VerdictKind::kPass);
    ASSERT_OK(journal_->PutStage({id, "sg", verdict, 2, 100, 60, 0, 8, R"({"reference_pieces":)" + pieces + "}"}));
  }

  void Attempt(const std::string& run, const std::string& step, int number, VerdictKind kind) {
    AttemptRecord attempt;
    attempt.run = run;
    attempt.key = {"sg", step, number};
    attempt.proposer = "local/small";
    attempt.prompt = R"([{"role":"user","content":"write"}])";
    attempt.parameters = "{}";
    ASSERT_OK_AND_ASSIGN(id, journal_->BeginAttempt(attempt));
    ChatReply reply;
    reply.completion_tokens = 30;
    reply.seconds = 4;
    ASSERT_OK(journal_->SetReply(id, reply));
    Verdict verdict;
    verdict.verdict = kind;
    ASSERT_OK(journal_->SetVerdict(id, verdict));
  }

  SystemClock clock_;
  std::optional<TemporaryFolder> folder_;
  std::filesystem::path file_;
  std::unique_ptr<Journal> journal_;
};

TEST_F(ScoreboardTest, CountsStagesAndStepsByProposerAndProtocol) {
  Run("a", "guided", "pass", "[]");
  Run("b", "guided", "pass", R"(["report"])");
  Run("c", "whole", "reject", "[]");
  Run("d", "guided", "infrastructure", "[]");
  ASSERT_OK_AND_ASSIGN(scores, ReadScores(file_));
  ASSERT_EQ(scores.size(), 4u);
  EXPECT_EQ(scores[0].step, "");
  EXPECT_EQ(scores[0].protocol, "guided");
  EXPECT_EQ(scores[0].runs, 2) << "a run that broke down says nothing";
  EXPECT_EQ(scores[0].won, 1) << "a piece by the tool itself is no success of the model";
  EXPECT_DOUBLE_EQ(scores[0].tokens, 60);
  EXPECT_EQ(scores[1].protocol, "whole");
  EXPECT_EQ(scores[1].won, 0);
  EXPECT_EQ(scores[2].step, "features");
  EXPECT_EQ(scores[2].runs, 3);
  EXPECT_DOUBLE_EQ(scores[2].attempts, 2);
  EXPECT_DOUBLE_EQ(scores[2].seconds, 8);
}

TEST_F(ScoreboardTest, NoJournalHasNoScores) {
  ASSERT_OK_AND_ASSIGN(scores, ReadScores(folder_->path() / "none.sqlite"));
  EXPECT_TRUE(scores.empty());
  EXPECT_FALSE(std::filesystem::exists(folder_->path() / "none.sqlite"));
}

}  // namespace
}  // namespace autopilot
