#include "journal/journal.h"

#include <nlohmann/json.hpp>

#include "core/files.h"
#include "journal/schema.h"
#include "journal/sqlite.h"
#include "journal/sqlite_journal.h"

namespace autopilot {
namespace {

constexpr int kBusyMilliseconds = 20'000;

/// Makes an empty file a journal; refuses one that belongs to another program or a later version.
Status PrepareSchema(Database& database) {
  AUTOPILOT_TRY(transaction, Transaction::Begin(database));
  AUTOPILOT_TRY(application, database.Number("PRAGMA application_id"));
  AUTOPILOT_TRY(version, database.Number("PRAGMA user_version"));
  AUTOPILOT_TRY(tables, database.Number("SELECT count(*) FROM sqlite_schema"));
  const bool empty = tables == 0 && application == 0 && version == 0;
  if (!empty && application != kJournalApplicationId) {
    return Fail(BadInput("this SQLite file is not a journal: another program wrote it", "name another file")
                    .At(database.file()));
  }
  if (version > kJournalVersion) {
    return Fail(BadInput("the journal has format version " + std::to_string(version) + ", this program knows " +
                             std::to_string(kJournalVersion),
                         "use the newer autopilot that wrote it, or name another file")
                    .At(database.file()));
  }
  if (version == kJournalVersion) return {};
  if (empty) AUTOPILOT_CHECK(database.Execute(kJournalSchema));
  if (version == 1) AUTOPILOT_CHECK(database.Execute(kJournalFromVersion1));
  if (empty || version <= 2) AUTOPILOT_CHECK(database.Execute(kJournalFromVersion2));
  AUTOPILOT_CHECK(database.Execute(kJournalFromVersion3));
  AUTOPILOT_CHECK(database.Execute(("PRAGMA application_id = " + std::to_string(kJournalApplicationId)).c_str()));
  AUTOPILOT_CHECK(database.Execute(("PRAGMA user_version = " + std::to_string(kJournalVersion)).c_str()));
  return transaction.Commit();
}

}  // namespace

Result<std::unique_ptr<Journal>> Journal::Open(const std::filesystem::path& file, const Clock& clock,
                                               Durability durability) {
  AUTOPILOT_TRY(journal, SqliteJournal::OpenFile(file, clock, durability));
  return std::unique_ptr<Journal>(std::move(journal));
}

Result<std::unique_ptr<SqliteJournal>> SqliteJournal::OpenFile(const std::filesystem::path& file, const Clock& clock,
                                                               Durability durability) {
  if (file.has_parent_path()) AUTOPILOT_CHECK(MakeFolder(file.parent_path()));
  AUTOPILOT_TRY(database, Database::Open(file, kBusyMilliseconds));
  AUTOPILOT_CHECK(PrepareSchema(database));
  AUTOPILOT_CHECK(database.Execute("PRAGMA foreign_keys = ON"));
  AUTOPILOT_CHECK(database.Execute("PRAGMA journal_mode = WAL"));
  // FULL: a commit is on the disk before the next step is taken. NORMAL would survive `kill -9` as
  // well, but lose paid replies when the power fails; one fsync is nothing beside a reply's seconds.
  AUTOPILOT_CHECK(
      database.Execute(durability == Durability::kPower ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL"));
  return std::make_unique<SqliteJournal>(std::move(database), clock);
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
