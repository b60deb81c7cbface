#pragma once

/// Comma-separated files, read strictly: every row has as many fields as the header, or it is an error.

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

struct CsvTable {
  std::vector<std::string> header;
  std::vector<CsvRow> rows;
};

/// Understands quotes, doubled quotes, line breaks in quotes, CRLF and a byte order mark; skips blank
/// lines; strips blanks around unquoted cells. Fails with kBadInput and the line for a ragged row, an
/// open quote, a doubled or empty column name, and a file without header or rows.
Result<CsvTable> ReadCsv(std::string_view text, const std::string& where);

}  // namespace autopilot
