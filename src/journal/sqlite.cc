#include "journal/sqlite.h"

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

namespace autopilot {
namespace {

Error Explain(int code, std::string_view words, const std::string& file) {
  const std::string detail = " (" + std::string(words) + ")";
  switch (code & 0xff) {
    case SQLITE_NOTADB:
      return BadInput("this file is not a journal" + detail,
                      "name another file, or move this one away to begin a new journal")
          .At(file);
    case SQLITE_CORRUPT:
      return BadInput("the journal is damaged" + detail,
                      "recover what can be read with `sqlite3 FILE .recover`, or move it away to begin a new one")
          .At(file);
    case SQLITE_FULL:
    case SQLITE_IOERR:
      return Infrastructure("the journal cannot be written" + detail,
                            "free disk space; what was committed is safe, go on with `autopilot run --resume last`, or "
                            "with the same `experiment run`")
          .At(file);
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return Infrastructure("the journal cannot be opened, or not for writing" + detail,
                            "check that its folder exists and that both are writable; one that may only be read is "
                            "read with its -wal and -shm files, or without any")
          .At(file);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Infrastructure("another program holds the journal" + detail, "wait for it, or end it, and try again")
          .At(file);
    default:
      return Infrastructure("the journal failed" + detail).At(file);
  }
}

std::string Uri(const std::filesystem::path& file) {
  std::string uri = file.is_absolute() ? "file://" : "file:";
  for (const char c : file.string()) {
    if (c == '?' || c == '#' || c == '%') {
      uri += fmt::format("%{:02x}", static_cast<unsigned char>(c));
    } else {
      uri += c;
    }
  }
  return uri;
}

/// How a file is opened to be read.
struct Reading {
  std::string uri;
  bool could_write = false;
};

/// As somebody who could write, where that is so: who only reads neither tidies up what the last writer left beside the
/// file nor may he make the lock there that readers need. Elsewhere, where nothing lies beside it, the file is all
/// there is, and needs no lock.
Reading ReadingOf(const std::filesystem::path& named) {
  std::error_code code;
  std::filesystem::path file =
      std::filesystem::canonical(named, code);  // What belongs to it is beside the file itself.
  if (code) file = named;
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
  if (::access(file.c_str(), W_OK) == 0 && ::access(folder.c_str(), W_OK) == 0) return {Uri(file), true};
  const bool alone =
      !std::filesystem::exists(file.string() + "-wal", code) && !std::filesystem::exists(file.string() + "-shm", code);
  return {Uri(file) + (alone ? "?immutable=1" : "?mode=ro"), false};
}

}  // namespace

void Statement::Finalizer::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Statement& Statement::Bind(std::string_view text) {
  // A null pointer would bind NULL; an empty text is not the same.
  const char* bytes = text.data() == nullptr ? "" : text.data();
  const int code = sqlite3_bind_text64(statement_.get(), ++next_, bytes, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  if (failed_ == 0) failed_ = code;
  return *this;
}

Statement& Statement::Bind(std::int64_t number) {
  const int code = sqlite3_bind_int64(statement_.get(), ++next_, number);
  if (failed_ == 0) failed_ = code;
  return *this;
}

Statement& Statement::Bind(double number) {
  const int code = sqlite3_bind_double(statement_.get(), ++next_, number);
  if (failed_ == 0) failed_ = code;
  return *this;
}

Statement& Statement::BindNull() {
  const int code = sqlite3_bind_null(statement_.get(), ++next_);
  if (failed_ == 0) failed_ = code;
  return *this;
}

Result<bool> Statement::Step() {
  if (failed_ != 0) return Fail(Explain(failed_, sqlite3_errstr(failed_), *file_));
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return Fail(Explain(code, sqlite3_errmsg(sqlite3_db_handle(statement_.get())), *file_));
}

Status Statement::Run() {
  for (;;) {
    AUTOPILOT_TRY(row, Step());
    if (!row) return {};
  }
}

std::string Statement::Text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  if (bytes == nullptr) return "";
  return std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)));
}

std::int64_t Statement::Integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
std::optional<bool> Statement::Flag(int column) const {
  if (sqlite3_column_type(statement_.get(), column) == SQLITE_NULL) return std::nullopt;
  return Integer(column) != 0;
}
double Statement::Real(int column) const { return sqlite3_column_double(statement_.get(), column); }

void Database::Closer::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

Result<Database> Database::Open(const std::filesystem::path& file, int busy_milliseconds) {
  return OpenUri(file, Uri(file), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, busy_milliseconds);
}

Result<Database> Database::OpenForReading(const std::filesystem::path& file, int busy_milliseconds) {
  const Reading reading = ReadingOf(file);
  const int flags = reading.could_write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  AUTOPILOT_TRY(database, OpenUri(file, reading.uri, flags, busy_milliseconds));
  AUTOPILOT_CHECK(database.Execute("PRAGMA query_only = ON"));
  return std::move(database);
}

Result<Database> Database::OpenUri(const std::filesystem::path& file, const std::string& uri, int flags,
                                   int busy_milliseconds) {
  Database database(file.string());
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(uri.c_str(), &raw, flags | SQLITE_OPEN_URI, nullptr);
  database.handle_.reset(raw);
  if (code != SQLITE_OK) return Fail(Explain(code, sqlite3_errstr(code), database.file()));
  sqlite3_busy_timeout(raw, busy_milliseconds);
  return database;
}

Status Database::AttachToRead(const std::filesystem::path& other, const std::string& name) {
  AUTOPILOT_TRY(attach, Prepare("ATTACH ? AS " + name));
  return attach.Bind(ReadingOf(other).uri).Run();
}

Status Database::Execute(const char* sql) {
  char* words = nullptr;
  const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, &words);
  const std::string text = words != nullptr ? words : sqlite3_errstr(code);
  sqlite3_free(words);
  if (code != SQLITE_OK) return Fail(Explain(code, text, file()));
  return {};
}

Result<Statement> Database::Prepare(std::string_view sql) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v2(handle_.get(), sql.data(), static_cast<int>(sql.size()), &raw, nullptr);
  if (code != SQLITE_OK) return Fail(Explain(code, sqlite3_errmsg(handle_.get()), file()));
  return Statement(raw, file());
}

Result<std::int64_t> Database::Number(std::string_view sql) {
  AUTOPILOT_TRY(statement, Prepare(sql));
  AUTOPILOT_TRY(row, statement.Step());
  return row ? statement.Integer(0) : 0;
}

std::int64_t Database::last_insert_id() const { return sqlite3_last_insert_rowid(handle_.get()); }

bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

Result<Transaction> Transaction::Begin(Database& database) {
  if (database.in_transaction()) return Transaction(nullptr);
  AUTOPILOT_CHECK(database.Execute("BEGIN IMMEDIATE"));
  return Transaction(&database);
}

Transaction::~Transaction() {
  // A failed rollback means that SQLite has already rolled back by itself.
  if (database_ != nullptr) static_cast<void>(database_->Execute("ROLLBACK"));
}

Status Transaction::Commit() {
  if (database_ == nullptr) return {};
  AUTOPILOT_CHECK(database_->Execute("COMMIT"));
  database_ = nullptr;
  return {};
}

}  // namespace autopilot
