#include "journal/import.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "journal/recorded.h"
#include "journal/sqlite_journal.h"

namespace autopilot {
namespace {

/// How many records are written at once: a disk's flush costs more than all of them.
constexpr int kTogether = 500;

class Importer {
 public:
  Importer(SqliteJournal& journal, const Taxonomy& taxonomy, CauseRules& rules)
      : journal_(&journal), taxonomy_(&taxonomy), rules_(&rules) {}

  Result<std::string> Take(const nlohmann::json& object) {
    auto recorded = ReadRecorded(object, *taxonomy_, *rules_);
    if (!recorded) return recorded.error().message;
    if (!transaction_) {
      AUTOPILOT_TRY(begun, journal_->Together());
      transaction_.emplace(std::move(begun));
    }
    for (const RunRecord& run : recorded->runs) AUTOPILOT_CHECK(AddRun(run));
    for (RecordedAttempt& one : recorded->attempts) AUTOPILOT_CHECK(AddAttempt(one));
    for (const StepRecord& note : recorded->notes) {
      AUTOPILOT_CHECK(journal_->PutStep(note));
      ++counts.notes;
    }
    if (++written_ % kTogether == 0) AUTOPILOT_CHECK(Commit());
    return std::string();
  }

  /// Adds up what was imported, run by run.
  Status Finish() {
    AUTOPILOT_CHECK(Commit());
    int done = 0;
    for (const auto& [run, status] : changed_) {
      if (!transaction_) {
        AUTOPILOT_TRY(begun, journal_->Together());
        transaction_.emplace(std::move(begun));
      }
      AUTOPILOT_CHECK(AddUp(run, status));
      if (++done % kTogether == 0) AUTOPILOT_CHECK(Commit());
    }
    return Commit();
  }

  ImportCounts counts;

 private:
  Status Commit() {
    if (!transaction_) return {};
    AUTOPILOT_CHECK(transaction_->Commit());
    transaction_.reset();
    return {};
  }

  Status AddRun(RunRecord run) {
    if (known_.contains(run.id)) return {};
    AUTOPILOT_TRY(there, journal_->HasRun(run.id));
    known_.insert(run.id);
    if (there) return {};
    run.versions = "{}";
    ++counts.runs;
    changed_.emplace(run.id, "");
    return journal_->BeginRun(run);
  }

  Status AddAttempt(RecordedAttempt& recorded) {
    AUTOPILOT_CHECK(AddRun(recorded.run));
    AttemptRecord& attempt = recorded.attempt;
    if (!recorded.numbered) {
      attempt.key.attempt = ++numbers_[attempt.run + "\n" + attempt.key.stage + "\n" + attempt.key.step];
    }
    AUTOPILOT_TRY(there, journal_->HasReply(attempt.run, attempt.key, attempt.reply.text));
    if (there) {
      ++counts.already;
      return {};
    }
    changed_[attempt.run] = recorded.run_status;
    AUTOPILOT_TRY(id, journal_->BeginAttempt(attempt));
    if (attempt.answered) AUTOPILOT_CHECK(journal_->SetReply(id, attempt.reply));
    if (!attempt.candidate_text.empty()) AUTOPILOT_CHECK(journal_->SetCandidate(id, attempt.candidate_text));
    if (attempt.judged) AUTOPILOT_CHECK(journal_->SetVerdict(id, attempt.verdict));
    ++counts.attempts;
    return {};
  }

  /// "success" and "failed" are what the recording says of the run; without them the last attempt that was judged.
  Status AddUp(const std::string& run, const std::string& status) {
    AUTOPILOT_TRY(attempts, journal_->Attempts(run));
    std::map<std::string, StageRecord> stages;
    std::string last;
    for (const AttemptRecord& attempt : attempts) {
      StageRecord& stage = stages[attempt.key.stage];
      stage.run = run;
      stage.stage = attempt.key.stage;
      ++stage.attempts;
      stage.prompt_tokens += attempt.reply.prompt_tokens;
      stage.completion_tokens += attempt.reply.completion_tokens;
      stage.usd += attempt.reply.usd;
      stage.seconds += attempt.reply.seconds;
      if (!attempt.judged) continue;
      last = stage.verdict = ToString(attempt.verdict.verdict);
    }
    for (auto& [name, stage] : stages) {
      if (stage.verdict.empty()) stage.verdict = ToString(VerdictKind::kInconclusive);
      AUTOPILOT_CHECK(journal_->PutStage(stage));
    }
    const std::string judged = last.empty() ? ToString(VerdictKind::kInconclusive) : last;
    return journal_->EndRun(run, status == "success" ? "pass" : status == "failed" ? "reject" : judged);
  }

  SqliteJournal* journal_;
  const Taxonomy* taxonomy_;
  CauseRules* rules_;
  std::optional<Transaction> transaction_;
  long long written_ = 0;
  std::set<std::string> known_;
  std::map<std::string, std::string> changed_;  ///< Run -> its recorded status.
  std::map<std::string, int> numbers_;          ///< Of attempts that carry none.
};

}  // namespace

Result<ImportCounts> ImportRecordedRuns(const std::filesystem::path& file, const std::filesystem::path& journal,
                                        const Clock& clock, const Taxonomy& taxonomy, CauseRules& rules) {
  // Opened at the first record: a file that is none leaves no journal behind.
  std::unique_ptr<SqliteJournal> opened;
  std::optional<Importer> importer;
  AUTOPILOT_TRY(read, ReadRecords(file, [&](const nlohmann::json& object) -> Result<std::string> {
                  if (!importer) {
                    if (const auto usable = ReadRecorded(object, taxonomy, rules); !usable)
                      return usable.error().message;
                    AUTOPILOT_TRY(made, SqliteJournal::OpenFile(journal, clock));
                    opened = std::move(made);
                    importer.emplace(*opened, taxonomy, rules);
                  }
                  return importer->Take(object);
                }));
  if (importer) {
    AUTOPILOT_CHECK(importer->Finish());
    importer->counts.read = std::move(read);
    return importer->counts;
  }
  const std::string cure = "docs/formats/journal.md shows what is imported";
  if (read.unread.empty()) return Fail(BadInput("the file is empty", cure).At(file.string()));
  const Unread& first = read.unread.front();
  return Fail(
      BadInput(fmt::format("nothing to import: {}: {}", first.place, first.why), cure).At(file.string(), first.line));
}

}  // namespace autopilot
