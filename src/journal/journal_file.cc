#include "journal/journal_file.h"

#include <fmt/format.h>

#include <string>

#include "core/files.h"
#include "journal/schema.h"

namespace autopilot {
namespace {

struct Header {
  std::int64_t application = 0;
  std::int64_t version = 0;
  std::int64_t tables = 0;

  bool empty() const { return application == 0 && version == 0 && tables == 0; }
};

/// Refuses what belongs to another program or a later version.
Result<Header> ReadHeader(Database& database) {
  AUTOPILOT_TRY(application, database.Number("PRAGMA application_id"));
  AUTOPILOT_TRY(version, database.Number("PRAGMA user_version"));
  AUTOPILOT_TRY(tables, database.Number("SELECT count(*) FROM sqlite_schema"));
  const Header header{application, version, tables};
  if (!header.empty() && application != kJournalApplicationId) {
    return Fail(BadInput("this SQLite file is not a journal: another program wrote it", "name another file")
                    .At(database.file()));
  }
  if (version > kJournalVersion) {
    return Fail(BadInput("the journal has format version " + std::to_string(version) + ", this program knows " +
                             std::to_string(kJournalVersion),
                         "use the newer autopilot that wrote it, or name another file")
                    .At(database.file()));
  }
  return header;
}

/// Makes an empty file a journal, and one of an older version one of this.
Status PrepareSchema(Database& database) {
  AUTOPILOT_TRY(transaction, Transaction::Begin(database));
  AUTOPILOT_TRY(header, ReadHeader(database));
  if (header.version == kJournalVersion) return {};
  if (header.empty()) AUTOPILOT_CHECK(database.Execute(kJournalSchema));
  if (header.version == 1) AUTOPILOT_CHECK(database.Execute(kJournalFromVersion1));
  if (header.version <= 2) AUTOPILOT_CHECK(database.Execute(kJournalFromVersion2));
  AUTOPILOT_CHECK(database.Execute(kJournalFromVersion3));
  AUTOPILOT_CHECK(database.Execute(("PRAGMA application_id = " + std::to_string(kJournalApplicationId)).c_str()));
  AUTOPILOT_CHECK(database.Execute(("PRAGMA user_version = " + std::to_string(kJournalVersion)).c_str()));
  return transaction.Commit();
}

/// All that a database is made of, as text.
Result<std::string> SchemaOf(Database& database) {
  std::string schema;
  AUTOPILOT_TRY(query, database.Prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema"
                                        " WHERE name NOT GLOB 'sqlite_*' ORDER BY type, name"));
  for (;;) {
    AUTOPILOT_TRY(row, query.Step());
    if (!row) return schema;
    for (int column = 0; column < 4; ++column) schema += query.Text(column) + "\n";
  }
}

}  // namespace

bool HasJournal(const std::filesystem::path& file) {
  std::error_code code;
  return std::filesystem::exists(file, code) &&
         !(std::filesystem::is_regular_file(file, code) && std::filesystem::file_size(file, code) == 0);
}

Result<Database> OpenJournalFile(const std::filesystem::path& file, Durability durability) {
  if (file.has_parent_path()) AUTOPILOT_CHECK(MakeFolder(file.parent_path()));
  AUTOPILOT_TRY(database, Database::Open(file, kJournalBusyMilliseconds));
  AUTOPILOT_CHECK(PrepareSchema(database));
  AUTOPILOT_CHECK(database.Execute("PRAGMA foreign_keys = ON"));
  AUTOPILOT_CHECK(database.Execute("PRAGMA journal_mode = WAL"));
  // FULL: a commit is on the disk before the next step is taken. NORMAL would survive `kill -9` as
  // well, but lose paid replies when the power fails; one fsync is nothing beside a reply's seconds.
  AUTOPILOT_CHECK(
      database.Execute(durability == Durability::kPower ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL"));
  return std::move(database);
}

Result<Database> OpenJournalToRead(const std::filesystem::path& file, int busy_milliseconds) {
  std::error_code code;
  if (!std::filesystem::exists(file, code)) {
    return Fail(
        BadInput("there is no such journal", "autopilot run and autopilot experiment run make one").At(file.string()));
  }
  AUTOPILOT_TRY(database, Database::OpenForReading(file, busy_milliseconds));
  AUTOPILOT_TRY(header, ReadHeader(database));
  if (header.empty()) {
    return Fail(BadInput("this file is empty: nothing is in it that could be read",
                         "autopilot run and autopilot experiment run write into it")
                    .At(file.string()));
  }
  if (header.version == kJournalVersion) return std::move(database);
  if (const auto renewed = OpenJournalFile(file); !renewed) {
    Error error = renewed.error();
    error.message = fmt::format("the journal has format version {}, and cannot be brought up to version {} here: {}",
                                header.version, kJournalVersion, error.message);
    error.cure = "copy it to where it can be written to, and read that";
    return Fail(std::move(error));
  }
  return Database::OpenForReading(file, busy_milliseconds);
}

Status CheckJournalSchema(Database& database) {
  AUTOPILOT_TRY(header, ReadHeader(database));
  AUTOPILOT_TRY(acting, database.Number("SELECT count(*) FROM sqlite_schema"
                                        " WHERE type NOT IN ('table', 'index') OR sql LIKE 'CREATE VIRTUAL%'"));
  bool same = acting == 0 && !header.empty();
  if (same && header.version == kJournalVersion) {
    AUTOPILOT_TRY(fresh, Database::Open(":memory:", 0));
    AUTOPILOT_CHECK(PrepareSchema(fresh));
    AUTOPILOT_TRY(expected, SchemaOf(fresh));
    AUTOPILOT_TRY(found, SchemaOf(database));
    same = expected == found;
  }
  if (same) return {};
  return Fail(BadInput("the journal is not made as this program makes them: its tables, indexes or triggers are others",
                       "do not trust it: have it made again from where it comes")
                  .At(database.file()));
}

}  // namespace autopilot
