#pragma once

/// Tables in text files, read strictly: every row has as many fields as the header, or it is an error.

#include <string>
#include <string_view>
#include <vector>

#include "core/status.h"

namespace autopilot {

struct CsvRow {
  int line = 0;              ///< 1-based, where the row starts.
  bool after_blank = false;  ///< A blank line stands between this row and the one before.
  std::vector<std::string> cells;
};

/// How a file is written, where that is not UTF-8 with commas.
struct CsvForm {
  std::string encoding = "UTF-8";
  char delimiter = ',';  ///< Or ';', tab, '|': whatever header and first row agree on.
  /// Where fields are not separated by commas, a comma in a number is the decimal one.
  bool decimal_comma() const { return delimiter != ','; }
};

/// Takes one row after another, so that a large file is never a table of texts.
class CsvReader {
 public:
  /// Decodes the file's bytes, finds the delimiter and reads the header. Fails with kBadInput for a file without
  /// header, a doubled or empty column name, and bytes that are no text.
  static Result<CsvReader> Open(std::string_view bytes, const std::string& where);

  const std::vector<std::string>& header() const { return header_; }
  const CsvForm& form() const { return form_; }

  /// The next row; false at the end. Fails with kBadInput and the line for a ragged row and an open quote.
  Result<bool> Next(CsvRow& row);

 private:
  CsvReader() = default;
  bool AtEnd() const { return place_ >= text_.size(); }
  bool EndsLine();
  Status ReadRow(CsvRow& row);
  Result<std::string> Cell();
  Result<std::string> Quoted();
  Status CheckHeader(int line) const;

  std::string text_;
  std::string where_;
  CsvForm form_;
  std::vector<std::string> header_;
  std::size_t place_ = 0;
  int line_ = 1;
  bool begun_ = false;  ///< A row has been read.
};

struct CsvTable {
  std::vector<std::string> header;
  std::vector<CsvRow> rows;
  CsvForm form;
};

/// The whole file. Understands quotes, doubled quotes, line breaks in quotes, CRLF and a byte order mark; skips blank
/// lines; strips blanks around unquoted cells. Fails as CsvReader does, and for a file without rows.
Result<CsvTable> ReadCsv(std::string_view bytes, const std::string& where);

/// The error of a file with a header and nothing else.
Error NoRows(const std::string& where);

}  // namespace autopilot
