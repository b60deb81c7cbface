#include "app/csv.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace autopilot {
namespace {

std::string Strip(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

/// Takes one row after another off the text.
class Scanner {
 public:
  Scanner(std::string_view text, const std::string& where) : text_(text), where_(where) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  }

  bool AtEnd() const { return place_ >= text_.size(); }

  /// A row with no cells is a blank line.
  Result<CsvRow> Next() {
    CsvRow row;
    row.line = line_;
    if (EndsLine()) return row;
    while (true) {
      AUTOPILOT_TRY(cell, Cell());
      row.cells.push_back(std::move(cell));
      if (AtEnd() || EndsLine()) break;
      ++place_;  // The comma: Cell stops nowhere else.
    }
    // A line of blanks only is blank too.
    if (row.cells.size() == 1 && row.cells[0].empty()) row.cells.clear();
    return row;
  }

 private:
  /// Steps over a line end, if one is here.
  bool EndsLine() {
    if (AtEnd()) return false;
    if (text_[place_] == '\r' && place_ + 1 < text_.size() && text_[place_ + 1] == '\n') ++place_;
    if (text_[place_] != '\n' && text_[place_] != '\r') return false;
    ++place_;
    ++line_;
    return true;
  }

  Result<std::string> Cell() {
    const std::size_t first = text_.find_first_not_of(" \t", place_);
    if (first != std::string_view::npos && text_[first] == '"') {
      place_ = first + 1;
      return Quoted();
    }
    const std::size_t end = std::min(text_.find_first_of(",\r\n", place_), text_.size());
    std::string cell = Strip(text_.substr(place_, end - place_));
    place_ = end;
    return cell;
  }

  Result<std::string> Quoted() {
    const int opened = line_;
    std::string cell;
    for (; !AtEnd(); ++place_) {
      const char c = text_[place_];
      if (c == '\n') ++line_;
      if (c != '"') {
        cell += c;
      } else if (place_ + 1 < text_.size() && text_[place_ + 1] == '"') {
        cell += c;
        ++place_;
      } else {
        ++place_;
        place_ = std::min(text_.find_first_not_of(" \t", place_), text_.size());
        if (AtEnd() || text_[place_] == ',' || text_[place_] == '\r' || text_[place_] == '\n') return cell;
        return Fail(BadInput("text after a closing quote", "double the quotes inside a quoted cell").At(where_, line_));
      }
    }
    return Fail(BadInput("a quote is opened and never closed", "close it on this line").At(where_, opened));
  }

  std::string_view text_;
  const std::string& where_;
  std::size_t place_ = 0;
  int line_ = 1;
};

Status CheckHeader(const CsvRow& header, const std::string& where) {
  for (std::size_t i = 0; i < header.cells.size(); ++i) {
    const std::string& name = header.cells[i];
    if (name.empty()) {
      return Fail(BadInput(fmt::format("column {} has no name", i + 1), "the first line names the columns")
                      .At(where, header.line));
    }
    if (std::find(header.cells.begin(), header.cells.begin() + static_cast<std::ptrdiff_t>(i), name) !=
        header.cells.begin() + static_cast<std::ptrdiff_t>(i)) {
      return Fail(BadInput(fmt::format("two columns are called \"{}\"", name), "rename one").At(where, header.line));
    }
  }
  if (header.cells.size() == 1 && header.cells[0].find_first_of(";\t") != std::string::npos) {
    return Fail(
        BadInput("the columns are not separated by commas", "save the file with commas").At(where, header.line));
  }
  return {};
}

}  // namespace

Result<CsvTable> ReadCsv(std::string_view text, const std::string& where) {
  CsvTable table;
  Scanner scanner(text, where);
  bool after_blank = false;
  while (!scanner.AtEnd()) {
    AUTOPILOT_TRY(row, scanner.Next());
    if (row.cells.empty()) {
      after_blank = !table.rows.empty();
      continue;
    }
    row.after_blank = std::exchange(after_blank, false);
    if (table.header.empty()) {
      AUTOPILOT_CHECK(CheckHeader(row, where));
      table.header = std::move(row.cells);
      continue;
    }
    if (row.cells.size() != table.header.size()) {
      return Fail(BadInput(fmt::format("ragged row: {} fields, but the header names {} ({})", row.cells.size(),
                                       table.header.size(), fmt::join(table.header, ", ")),
                           "complete the row or remove it; a decimal comma also splits a field")
                      .At(where, row.line));
    }
    table.rows.push_back(std::move(row));
  }
  if (table.header.empty()) return Fail(BadInput("the file is empty", "the first line names the columns").At(where, 1));
  if (table.rows.empty()) {
    return Fail(BadInput("no rows, only a header", "add the data, or take the file out of [data] files").At(where, 1));
  }
  return table;
}

}  // namespace autopilot
