#include "journal/merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files.h"
#include "journal/sqlite_journal.h"
#include "testing/fake_clock.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class MergeTest : public testing::Test {
 protected:
  fs::path File(const std::string& name) const { return folder_->path() / name / "journal.sqlite"; }

  /// A run with two attempts, the second of them rejected with a finding.
  void Run(const std::string& name, const std::string& id, int repeat = 1, const std::string& shard = "",
           const std::string& reply = "void f() {}", bool end = true) {
    auto journal = Journal::Open(File(name), clock_);
    ASSERT_TRUE(journal) << journal.error().ToString();
    ASSERT_TRUE((*journal)->PutExperiment({"study", "matrix", "t"}));
    RunRecord run;
    run.id = id;
    run.name = "fruit";
    run.options = R"({"experiment":"study","shard":")" + shard + "\"}";
    run.started = "2025-01-31T12:00:00Z";
    const TrialRecord trial{"study", "qwen", "guided", "", "fruit", "", repeat, id};
    ASSERT_TRUE((*journal)->BeginTrial(run, trial));
    for (int attempt = 1; attempt <= 2; ++attempt) {
      AttemptRecord record;
      record.run = id;
      record.key = {"sg", "features", attempt};
      record.proposer = "local/qwen";
      record.prompt = R"([{"role":"user"}])";
      record.started = "2025-01-31T12:00:01Z";
      const auto number = (*journal)->BeginAttempt(record);
      ASSERT_TRUE(number);
      ChatReply said;
      said.text = reply + std::to_string(attempt);
      ASSERT_TRUE((*journal)->SetReply(*number, said));
      ASSERT_TRUE((*journal)->SetCandidate(*number, said.text));
      Verdict verdict;
      verdict.verdict = attempt == 1 ? VerdictKind::kPass : VerdictKind::kReject;
      if (attempt == 2) {
        Finding finding;
        finding.rule = "lint/x";
        finding.message = "of " + id;
        verdict.findings = {finding};
        verdict.gates = {{"lint", VerdictKind::kReject, 1.5}};
      }
      ASSERT_TRUE((*journal)->SetVerdict(*number, verdict));
    }
    ASSERT_TRUE((*journal)->PutStep({id, "sg", "features", "model", "{}", ""}));
    StageRecord stage;
    stage.run = id;
    stage.stage = "sg";
    stage.verdict = "reject";
    ASSERT_TRUE((*journal)->PutStage(stage));
    if (end) {
      ASSERT_TRUE((*journal)->EndRun(id, "reject"));
    }
  }

  Result<std::vector<MergeCounts>> Merge(const std::vector<std::string>& from, bool partial = false) {
    std::vector<fs::path> files;
    for (const std::string& name : from) files.push_back(folder_->path() / name);
    return MergeJournals(File("into"), files, partial);
  }

  std::int64_t Count(const std::string& sql) {
    auto database = Database::Open(File("into"), 1000);
    return *database->Number("SELECT count(*) FROM " + sql);
  }

  Result<TemporaryFolder> folder_ = TemporaryFolder::Create("merge");
  FakeClock clock_;
};

TEST_F(MergeTest, AddsWholeRunsOnce) {
  Run("into", "r0", 1);
  Run("a", "r1", 2);
  Run("a", "r2", 3);
  Run("b", "r3", 4);
  const auto first = Merge({"a", "b"});
  ASSERT_TRUE(first) << first.error().ToString();
  EXPECT_EQ((*first)[0].runs, 2);
  EXPECT_EQ((*first)[1].runs, 1);
  const auto again = Merge({"b", "a"});
  ASSERT_TRUE(again);
  EXPECT_EQ((*again)[1].runs, 0);
  EXPECT_EQ((*again)[1].already, 2);
  EXPECT_EQ(Count("runs"), 4);
  EXPECT_EQ(Count("attempts"), 8);
  EXPECT_EQ(Count("candidates"), 2) << "equal ones are stored once";
  EXPECT_EQ(Count("steps"), 4);
  EXPECT_EQ(Count("gates"), 4);

  auto journal = Journal::Open(File("into"), clock_);
  EXPECT_EQ((*journal)->Trials("study")->size(), 4u);
  for (const std::string id : {"r0", "r1", "r2", "r3"}) {
    const auto attempts = (*journal)->Attempts(id);
    ASSERT_TRUE(attempts);
    ASSERT_EQ(attempts->size(), 2u);
    EXPECT_EQ((*attempts)[0].key.attempt, 1) << "in their order";
    EXPECT_EQ((*attempts)[1].verdict.findings.front().message, "of " + id);
    EXPECT_EQ((*attempts)[1].candidate_text, "void f() {}2");
    EXPECT_EQ(Count("findings f JOIN attempts a ON a.id = f.attempt WHERE a.run = '" + id + "' AND f.message = 'of " +
                    id + "'"),
              1);
    EXPECT_EQ((*journal)->Stages(id)->size(), 1u);
  }
}

TEST_F(MergeTest, AJournalThatIsNotThereYetIsMade) {
  Run("a", "r1");
  ASSERT_TRUE(Merge({"a"}));
  EXPECT_EQ(Count("runs"), 1);
}

TEST_F(MergeTest, TheSameRunWithOtherContentIsRefusedAndNothingWritten) {
  Run("a", "r1", 1);
  Run("a", "r2", 2);
  Run("b", "r2", 2, "", "void g() {}");
  const auto among = Merge({"a", "b"});
  ASSERT_FALSE(among);
  EXPECT_EQ(among.error().kind, ErrorKind::kBadInput);
  EXPECT_THAT(among.error().message, HasSubstr("r2"));
  EXPECT_THAT(among.error().message, HasSubstr(File("a").string()));
  EXPECT_EQ(among.error().file, File("b").string());
  EXPECT_FALSE(fs::exists(File("into")));

  ASSERT_TRUE(Merge({"a"}));
  const auto later = Merge({"b"});
  ASSERT_FALSE(later);
  EXPECT_THAT(later.error().message, HasSubstr("r2"));
  EXPECT_EQ(Count("runs"), 2);
}

TEST_F(MergeTest, WhatWasTriedAgainSinceSaysSo) {
  Run("a", "r1", 1, "", "", false);
  ASSERT_TRUE((*Journal::Open(File("a"), clock_))->EndRun("r1", "infrastructure"));
  ASSERT_TRUE(Merge({"a"}));
  ASSERT_TRUE((*Journal::Open(File("a"), clock_))->EndRun("r1", "pass"));
  const auto merged = Merge({"a"});
  ASSERT_FALSE(merged);
  EXPECT_THAT(merged.error().message, HasSubstr("tried again"));
  EXPECT_THAT(merged.error().cure, HasSubstr("into a new workspace"));
}

TEST_F(MergeTest, ATrialHasOneRunAlsoAfterwards) {
  Run("a", "r1", 7);
  Run("b", "r2", 7);
  const auto merged = Merge({"a", "b"});
  ASSERT_FALSE(merged);
  EXPECT_THAT(merged.error().message, HasSubstr("repeat 7"));
}

TEST_F(MergeTest, AMatrixThatIsAnotherIsRefused) {
  Run("a", "r1", 1);
  Run("b", "r2", 2);
  ASSERT_TRUE((*Journal::Open(File("b"), clock_))->PutExperiment({"study", "another", ""}));
  const auto merged = Merge({"a", "b"});
  ASSERT_FALSE(merged);
  EXPECT_THAT(merged.error().message, HasSubstr("\"study\" has another matrix"));
}

TEST_F(MergeTest, AMissingShardIsNamed) {
  Run("a", "r1", 1, "1/3");
  Run("c", "r3", 3, "3/3");
  const auto merged = Merge({"a", "c"});
  ASSERT_FALSE(merged);
  EXPECT_EQ(merged.error().kind, ErrorKind::kBadInput);
  EXPECT_THAT(merged.error().message, HasSubstr("2/3 is in none"));
  EXPECT_FALSE(fs::exists(File("into")));
  ASSERT_TRUE(Merge({"a", "c"}, true));
  EXPECT_EQ(Count("runs"), 2);
  Run("b", "r2", 2, "2/3");
  ASSERT_TRUE(Merge({"b"})) << "the others are there already";
}

TEST_F(MergeTest, AShardThatWasGivenIsNotMissing) {
  Run("a", "r1", 1, "1/3");
  Run("b", "r2", 2, "2/3", "void f() {}", false);
  const auto third = Merge({"a", "b"});
  ASSERT_FALSE(third);
  EXPECT_THAT(third.error().message, HasSubstr("and 3/3 is in none")) << "the second is there, though unfinished";
  ASSERT_TRUE((*Journal::Open(File("c"), clock_))->PutExperiment({"study", "matrix", "t"}));
  const auto merged = Merge({"a", "b", "c"});
  ASSERT_TRUE(merged) << "the third was dealt no trial: " << merged.error().ToString();
  EXPECT_EQ(Count("runs"), 1);
}

TEST_F(MergeTest, WhoeverGetsThemIsNoShardThatWasDealtNone) {
  ASSERT_TRUE((*Journal::Open(File("into"), clock_))->PutExperiment({"study", "matrix", "t"}));
  Run("a", "r1", 1, "1/2");
  const auto merged = Merge({"a"});
  ASSERT_FALSE(merged);
  EXPECT_THAT(merged.error().message, HasSubstr("2/2 is in none"));
}

TEST_F(MergeTest, WhatAJournalSaysOfItselfMayBeAnything) {
  Run("a", "r1", 1, "1/2000000000");
  Run("a", "r2", 2, "7/3");
  Run("a", "r3", 3);
  ASSERT_TRUE(Database::Open(File("a"), 1000)->Execute("UPDATE runs SET options = '{no json' WHERE id = 'r3'"));
  Run("b", "r4", 4, "1/100000");
  const auto merged = Merge({"a"});
  ASSERT_TRUE(merged) << merged.error().ToString();
  EXPECT_EQ(Count("runs"), 3);
  const auto many = Merge({"b"});
  ASSERT_FALSE(many);
  EXPECT_THAT(many.error().message, HasSubstr("11/100000, 99989 more are in none"));
}

TEST_F(MergeTest, OfOwnShardsWhatIsThereIsRight) {
  Run("into", "r1", 1, "", "void tried_again() {}");
  Run("into", "r2", 2, "", "void f() {}", false);
  Run("a", "r1", 1, "1/2");
  Run("a", "r2", 2, "1/2");
  Run("a", "r3", 3, "1/2");
  Run("b", "r4", 4, "", "void f() {}", false);
  ASSERT_TRUE((*Journal::Open(File("a"), clock_))->PutExperiment({"study", "another matrix", ""}));
  ASSERT_FALSE(Merge({"a"}));
  for (int i = 0; i < 2; ++i) {
    const auto merged = MergeShards(File("into"), {folder_->path() / "a", folder_->path() / "b"});
    ASSERT_TRUE(merged) << merged.error().ToString();
    EXPECT_EQ((*merged)[0].runs, i == 0 ? 1 : 0);
  }
  EXPECT_EQ(Count("runs"), 3);
  EXPECT_EQ(Count("experiments WHERE matrix = 'matrix'"), 1);
  EXPECT_EQ(Count("attempts WHERE run = 'r1' AND reply LIKE 'void tried_again%'"), 2);
  EXPECT_EQ(Count("runs WHERE id = 'r2' AND ended = ''"), 1);
}

TEST_F(MergeTest, AShardThatWasKilledOverItsJournalHasNone) {
  Run("into", "r1");
  Run("a", "r2", 2);
  const std::filesystem::path empty = folder_->path() / "b" / "journal.sqlite";
  std::filesystem::create_directories(empty.parent_path());
  ASSERT_TRUE(WriteFile(empty, ""));
  const auto merged = MergeShards(File("into"), {folder_->path() / "a", folder_->path() / "b"});
  ASSERT_TRUE(merged) << merged.error().ToString();
  EXPECT_EQ(merged->size(), 1u);
  EXPECT_EQ(Count("runs"), 2);
  EXPECT_FALSE(Merge({"b"})) << "whoever names it is told";
}

TEST_F(MergeTest, WhatHasNotEndedStaysWhereItIs) {
  Run("a", "r1", 1);
  Run("a", "r2", 2, "", "void f() {}", false);
  const auto merged = Merge({"a"});
  ASSERT_TRUE(merged);
  EXPECT_EQ((*merged)[0].runs, 1);
  EXPECT_EQ((*merged)[0].unfinished, std::vector<std::string>{"r2"});
  EXPECT_EQ(Count("attempts"), 2);
  ASSERT_TRUE((*Journal::Open(File("a"), clock_))->EndRun("r2", "pass"));
  ASSERT_TRUE(Merge({"a"}));
  EXPECT_EQ(Count("runs"), 2);
}

TEST_F(MergeTest, RefusesWhatIsNoJournalOfThisProgram) {
  Run("a", "r1");
  const auto missing = Merge({"a", "nowhere"});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().file, (folder_->path() / "nowhere").string());
  EXPECT_FALSE(fs::exists(folder_->path() / "nowhere"));
  ASSERT_TRUE(Database::Open(File("a"), 1000)->Execute("PRAGMA user_version = 99"));
  const auto newer = Merge({"a"});
  ASSERT_FALSE(newer);
  EXPECT_THAT(newer.error().message, HasSubstr("version 99"));
  EXPECT_FALSE(fs::exists(File("into")));
  Run("b", "r2");
  const auto itself = MergeJournals(File("b"), {folder_->path() / "b"}, false);
  ASSERT_FALSE(itself);
  EXPECT_THAT(itself.error().message, HasSubstr("into itself"));
}

}  // namespace
}  // namespace autopilot
