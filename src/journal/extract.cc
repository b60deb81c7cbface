#include "journal/extract.h"

#include "journal/journal_file.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

/// Both files are of this program's version, so their tables have the same columns in the same order.
constexpr const char* kCopies[] = {
    "INSERT INTO runs SELECT * FROM source.runs WHERE id IN (SELECT id FROM wanted)",
    R"(INSERT INTO candidates SELECT * FROM source.candidates WHERE sha256 IN
       (SELECT candidate FROM source.attempts WHERE run IN (SELECT id FROM wanted)))",
    "INSERT INTO attempts SELECT * FROM source.attempts WHERE run IN (SELECT id FROM wanted)",
    "INSERT INTO findings SELECT * FROM source.findings WHERE attempt IN (SELECT id FROM attempts)",
    "INSERT INTO gates SELECT * FROM source.gates WHERE attempt IN (SELECT id FROM attempts)",
    "INSERT INTO steps SELECT * FROM source.steps WHERE run IN (SELECT id FROM wanted) ORDER BY rowid",
    "INSERT INTO stages SELECT * FROM source.stages WHERE run IN (SELECT id FROM wanted) ORDER BY rowid",
};

Status RunWith(Database& database, const char* sql, const std::string& value) {
  AUTOPILOT_TRY(statement, database.Prepare(sql));
  return statement.Bind(value).Run();
}

Result<ExtractedJournal> Extract(const fs::path& source, const std::string& experiment, const std::string& run,
                                 const fs::path& out) {
  std::error_code code;
  if (fs::exists(out, code)) return Fail(BadInput("this file is already there", "name another one").At(out.string()));
  AUTOPILOT_CHECK(OpenJournalToRead(source));
  AUTOPILOT_TRY(database, OpenJournalFile(out));
  AUTOPILOT_CHECK(database.AttachToRead(source, "source"));
  AUTOPILOT_CHECK(database.Execute("CREATE TEMP TABLE wanted (id TEXT PRIMARY KEY)"));
  ExtractedJournal extracted;
  {
    AUTOPILOT_TRY(transaction, Transaction::Begin(database));
    if (run.empty()) {
      AUTOPILOT_CHECK(
          RunWith(database, "INSERT INTO wanted SELECT run FROM source.trials WHERE experiment = ?", experiment));
    } else {
      AUTOPILOT_CHECK(RunWith(database, "INSERT INTO wanted SELECT id FROM source.runs WHERE id = ?", run));
    }
    for (const char* copy : kCopies) AUTOPILOT_CHECK(database.Execute(copy));
    if (run.empty()) {
      AUTOPILOT_CHECK(
          RunWith(database, "INSERT INTO experiments SELECT * FROM source.experiments WHERE name = ?", experiment));
      AUTOPILOT_CHECK(
          RunWith(database, "INSERT INTO trials SELECT * FROM source.trials WHERE experiment = ?", experiment));
    }
    AUTOPILOT_CHECK(transaction.Commit());
  }
  AUTOPILOT_TRY(found, database.Number(run.empty() ? "SELECT count(*) FROM experiments" : "SELECT count(*) FROM runs"));
  if (found == 0) {
    return Fail(BadInput(run.empty() ? "no experiment \"" + experiment + "\" in the journal"
                                     : "no run \"" + run + "\" in the journal",
                         "list the runs with `autopilot journal ls`")
                    .At(source.string()));
  }
  AUTOPILOT_TRY(query, database.Prepare("SELECT id FROM runs ORDER BY id"));
  for (;;) {
    AUTOPILOT_TRY(row, query.Step());
    if (!row) break;
    extracted.runs.push_back(query.Text(0));
  }
  AUTOPILOT_TRY(attempts, database.Number("SELECT count(*) FROM attempts"));
  extracted.attempts = attempts;
  AUTOPILOT_CHECK(database.Execute("DETACH DATABASE source"));
  // One file, without what a writer keeps beside it.
  AUTOPILOT_CHECK(database.Execute("PRAGMA journal_mode = DELETE"));
  return extracted;
}

Result<ExtractedJournal> ExtractOrRemove(const fs::path& source, const std::string& experiment, const std::string& run,
                                         const fs::path& out) {
  std::error_code code;
  const bool was_there = fs::exists(out, code);
  auto extracted = Extract(source, experiment, run, out);
  if (!extracted && !was_there) {
    for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(fs::path(out.string() + suffix), code);
  }
  return extracted;
}

}  // namespace

Result<ExtractedJournal> ExtractRun(const fs::path& source, const std::string& run, const fs::path& out) {
  return ExtractOrRemove(source, "", run, out);
}

Result<ExtractedJournal> ExtractExperiment(const fs::path& source, const std::string& experiment, const fs::path& out) {
  return ExtractOrRemove(source, experiment, "", out);
}

}  // namespace autopilot
