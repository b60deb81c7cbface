#pragma once

#include "journal/journal.h"
#include "journal/sqlite.h"

namespace autopilot {

/// The journal proper. Writing is in sqlite_journal.cc, reading in sqlite_journal_read.cc.
class SqliteJournal : public Journal {
 public:
  SqliteJournal(Database database, const Clock& clock) : database_(std::move(database)), clock_(&clock) {}
  /// As Journal::Open.
  static Result<std::unique_ptr<SqliteJournal>> OpenFile(const std::filesystem::path& file, const Clock& clock,
                                                         Durability durability = Durability::kPower);

  /// What is written until it is committed is kept as a whole or not at all: for many records at once.
  Result<Transaction> Together() { return Transaction::Begin(database_); }
  Result<bool> HasRun(const std::string& run);
  /// Whether an attempt with this key is answered by exactly this text.
  Result<bool> HasReply(const std::string& run, const AttemptKey& key, const std::string& text);

  Status BeginRun(const RunRecord& run) override;
  Status BeginTrial(const RunRecord& run, const TrialRecord& trial) override;
  Status EndRun(const std::string& run, const std::string& verdict) override;
  Status ReopenRun(const std::string& run) override;
  Status SetContract(const std::string& run, const std::string& contract_json) override;
  Result<std::int64_t> BeginAttempt(const AttemptRecord& attempt) override;
  using Journal::SetReply;
  Status SetReply(std::int64_t attempt, const ChatReply& reply, const ChatReply& lost) override;
  Status SetCost(std::int64_t attempt, const ChatReply& lost) override;
  Status SetCandidate(std::int64_t attempt, const std::string& text) override;
  Status SetVerdict(std::int64_t attempt, const Verdict& verdict) override;
  Status PutStep(const StepRecord& step) override;
  Status PutStage(const StageRecord& stage) override;
  Status PutExperiment(const ExperimentRecord& experiment) override;

  Result<std::vector<RunRecord>> Runs() override;
  Result<RunRecord> FindRun(const std::string& id) override;
  Result<std::string> Contract(const std::string& run) override;
  Result<std::vector<AttemptRecord>> Attempts(const std::string& run) override;
  Result<std::vector<StepRecord>> Steps(const std::string& run) override;
  Result<std::vector<StageRecord>> Stages(const std::string& run) override;
  Result<std::vector<ExperimentRecord>> Experiments() override;
  Result<std::vector<TrialRecord>> Trials(const std::string& experiment) override;

 private:
  /// Fails unless the statement just run changed exactly the row it named.
  Status ExpectOneChange(const std::string& what);
  Status InsertFindings(std::int64_t attempt, const Verdict& verdict);
  Status InsertGates(std::int64_t attempt, const Verdict& verdict);
  Status RequireRun(const std::string& run);
  Error NoSuchRun(const std::string& run) const;

  Database database_;
  const Clock* clock_;  ///< Not owned.
};

}  // namespace autopilot
