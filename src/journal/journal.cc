#include "journal/journal.h"

#include <nlohmann/json.hpp>

#include "journal/journal_file.h"
#include "journal/sqlite_journal.h"

namespace autopilot {

Result<std::unique_ptr<Journal>> Journal::Open(const std::filesystem::path& file, const Clock& clock,
                                               Durability durability) {
  AUTOPILOT_TRY(journal, SqliteJournal::OpenFile(file, clock, durability));
  return std::unique_ptr<Journal>(std::move(journal));
}

Result<std::unique_ptr<Journal>> Journal::OpenToRead(const std::filesystem::path& file, const Clock& clock) {
  AUTOPILOT_TRY(database, OpenJournalToRead(file));
  return std::make_unique<SqliteJournal>(std::move(database), clock);
}

Result<std::unique_ptr<SqliteJournal>> SqliteJournal::OpenFile(const std::filesystem::path& file, const Clock& clock,
                                                               Durability durability) {
  AUTOPILOT_TRY(database, OpenJournalFile(file, durability));
  return std::make_unique<SqliteJournal>(std::move(database), clock);
}

Verdict NoReply(const Error& error) {
  Finding finding;
  finding.rule = "reply/provider";
  finding.root_cause = "provider_error";
  finding.message = error.message;
  finding.next = error.cure;
  Verdict verdict;
  verdict.verdict = error.kind == ErrorKind::kBudget ? VerdictKind::kBudget : VerdictKind::kInfrastructure;
  verdict.gate = "reply";
  verdict.root_cause = finding.root_cause;
  verdict.findings.push_back(std::move(finding));
  return verdict;
}

std::string ToReplayLine(const AttemptRecord& attempt) {
  const ChatReply& reply = attempt.reply;
  const nlohmann::ordered_json line = {{"stage", attempt.key.stage},
                                       {"step", attempt.key.step},
                                       {"attempt", attempt.key.attempt},
                                       {"text", reply.text},
                                       {"prompt_tokens", reply.prompt_tokens},
                                       {"completion_tokens", reply.completion_tokens},
                                       {"usd", reply.usd},
                                       {"seconds", reply.seconds},
                                       {"finish_reason", reply.finish_reason},
                                       {"prompt_truncated", reply.prompt_truncated},
                                       {"provider", reply.provider},
                                       {"model", reply.model}};
  return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace autopilot
