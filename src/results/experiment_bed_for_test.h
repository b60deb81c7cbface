#pragma once

/// A journal with an experiment in it, for tests.

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "core/files.h"
#include "journal/sqlite_journal.h"
#include "results/read_experiment.h"
#include "testing/status.h"

namespace autopilot {

class ExperimentTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("experiment"));
    folder_ = std::move(folder);
    file_ = folder_->path() / "journal.sqlite";
    ASSERT_OK_AND_ASSIGN(journal, SqliteJournal::OpenFile(file_, clock_));
    journal_ = std::move(journal);
    ASSERT_OK(journal_->PutExperiment({"study", "[experiment]\nname = \"study\"\n", "2025-01-31T12:00:00Z"}));
  }

  /// Begins a trial of `study`; its run's id.
  std::string Trial(const std::string& model, const std::string& protocol, int repeat,
                    const std::string& application = "fruit", const std::string& variant = "") {
    std::string id = "run" + std::to_string(++runs_);
    EXPECT_OK(journal_->BeginTrial({id, "/app.toml", application, "{}", "{}", "", "", "", ""},
                                   {"study", model, protocol, variant, application, "", repeat, id}));
    return id;
  }

  /// What became of a stage, and of the run with it.
  void Stage(const std::string& run, const std::string& stage, const std::string& verdict,
             const std::string& detail = "{}", int attempts = 1, int tokens = 100) {
    ASSERT_OK(
        journal_->PutStage({run, stage, verdict, attempts, tokens, tokens, 0.001 * tokens, 0.1 * tokens, detail}));
    ASSERT_OK(journal_->EndRun(run, verdict));
  }

  void Attempt(const std::string& run, const std::string& stage, int number, VerdictKind kind,
               const std::string& cause = "", const std::string& category = "",
               const std::string& proposer = "local/small") {
    AttemptRecord attempt;
    attempt.run = run;
    attempt.key = {stage, "sketch", number};
    attempt.proposer = proposer;
    attempt.prompt = "[1]";
    attempt.parameters = "{}";
    ASSERT_OK_AND_ASSIGN(id, journal_->BeginAttempt(attempt));
    ASSERT_OK(journal_->SetReply(id, {}));
    Verdict verdict;
    verdict.verdict = kind;
    verdict.root_cause = cause;
    verdict.paper_category = category;
    ASSERT_OK(journal_->SetVerdict(id, verdict));
  }

  ExperimentTables Read(const ExperimentQuery& query = {}) {
    auto tables = ReadExperiment(file_, query);
    EXPECT_OK(tables);
    return tables ? std::move(*tables) : ExperimentTables();
  }

  SystemClock clock_;
  std::optional<TemporaryFolder> folder_;
  std::filesystem::path file_;
  std::unique_ptr<SqliteJournal> journal_;
  int runs_ = 0;
};

}  // namespace autopilot
