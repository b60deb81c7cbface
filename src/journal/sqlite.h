#pragma once

/// A thin, owning layer over SQLite's C interface: `Result` instead of codes, RAII instead of
/// finalisers. Nothing here knows what a journal is.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/status.h"

struct sqlite3;
struct sqlite3_stmt;

namespace autopilot {

/// One prepared statement. Parameters are bound in the order of the `Bind` calls; a failed bind shows
/// at the next `Step`. Must not outlive its database.
class Statement {
 public:
  Statement(sqlite3_stmt* statement, const std::string& file) : statement_(statement), file_(&file) {}

  Statement& Bind(std::string_view text);
  Statement& Bind(const std::string& text) { return Bind(std::string_view(text)); }
  Statement& Bind(const char* text) { return Bind(std::string_view(text)); }
  Statement& Bind(std::int64_t number);
  Statement& Bind(int number) { return Bind(static_cast<std::int64_t>(number)); }
  Statement& Bind(bool flag) { return Bind(static_cast<std::int64_t>(flag)); }
  Statement& Bind(double number);
  Statement& BindNull();

  /// True: a row is there to be read. False: done.
  Result<bool> Step();
  /// For statements without rows.
  Status Run();

  std::string Text(int column) const;
  std::int64_t Integer(int column) const;
  double Real(int column) const;
  /// Nothing for NULL.
  std::optional<bool> Flag(int column) const;

 private:
  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalizer> statement_;
  const std::string* file_;  ///< The database's name, for errors.
  int next_ = 0;
  int failed_ = 0;  ///< First error code of a bind.
};

/// One open database file. Not thread-safe.
class Database {
 public:
  /// Opens or creates `file`, whose folder must exist. Waits up to `busy_milliseconds` for other
  /// processes before it fails.
  static Result<Database> Open(const std::filesystem::path& file, int busy_milliseconds);

  /// Opens a file that is there, for reading alone: what is written to it fails. Reads while others write (WAL). Reads
  /// also where nothing can be written; a file that has no WAL beside it then is read as it was when it was opened.
  static Result<Database> OpenForReading(const std::filesystem::path& file, int busy_milliseconds);
  /// Makes the tables of another file readable as `name`.TABLE, as OpenForReading does.
  Status AttachToRead(const std::filesystem::path& other, const std::string& name);

  /// Runs statements that return no rows of interest.
  Status Execute(const char* sql);
  Result<Statement> Prepare(std::string_view sql);
  /// The first column of the first row; 0 if there is none.
  Result<std::int64_t> Number(std::string_view sql);
  std::int64_t last_insert_id() const;
  bool in_transaction() const;
  const std::string& file() const { return *file_; }

 private:
  struct Closer {
    void operator()(sqlite3* database) const;
  };
  static Result<Database> OpenUri(const std::filesystem::path& file, const std::string& uri, int flags,
                                  int busy_milliseconds);
  explicit Database(std::string file) : file_(std::make_unique<std::string>(std::move(file))) {}
  std::unique_ptr<std::string> file_;  ///< On the heap: statements point to it when the database moves.
  std::unique_ptr<sqlite3, Closer> handle_;
};

/// Writes that belong together: all of them or none. Rolls back unless committed. Inside another one it is part of
/// that, which alone decides.
class Transaction {
 public:
  /// Takes the write lock at once, so that no later statement can find the file busy.
  static Result<Transaction> Begin(Database& database);
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  Status Commit();

 private:
  explicit Transaction(Database* database) : database_(database) {}
  Database* database_;  ///< Null: part of an outer one, or committed.
};

}  // namespace autopilot
