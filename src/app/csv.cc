#include "app/csv.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "app/text_encoding.h"

namespace autopilot {
namespace {

std::string Strip(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

/// The first lines that are not blank, line breaks in quotes included.
std::vector<std::string_view> FirstLines(std::string_view text, std::size_t count) {
  std::vector<std::string_view> lines;
  std::size_t begin = 0;
  bool quoted = false;
  for (std::size_t i = 0; i <= text.size() && lines.size() < count; ++i) {
    if (i < text.size() && text[i] == '"') quoted = !quoted;
    if (i < text.size() && (quoted || (text[i] != '\n' && text[i] != '\r'))) continue;
    const std::string_view line = text.substr(begin, i - begin);
    if (line.find_first_not_of(" \t") != std::string_view::npos) lines.push_back(line);
    begin = i + 1;
  }
  return lines;
}

std::size_t CountOutsideQuotes(std::string_view line, char wanted) {
  std::size_t count = 0;
  bool quoted = false;
  for (const char c : line) {
    quoted = quoted != (c == '"');
    count += !quoted && c == wanted ? 1 : 0;
  }
  return count;
}

/// The delimiter that header and first row hold equally often; else the one that the header holds most.
char FindDelimiter(std::string_view text) {
  const std::vector<std::string_view> lines = FirstLines(text, 2);
  char most = ',';
  std::size_t most_often = 0;
  for (const char delimiter : {',', ';', '\t', '|'}) {
    const std::size_t often = lines.empty() ? 0 : CountOutsideQuotes(lines[0], delimiter);
    if (often > 0 && lines.size() == 2 && CountOutsideQuotes(lines[1], delimiter) == often) return delimiter;
    if (often > most_often) most = delimiter;
    most_often = std::max(most_often, often);
  }
  return most;
}

}  // namespace

Error NoRows(const std::string& where) {
  return BadInput("no rows, only a header", "add the data, or take the file out of [data] files").At(where, 1);
}

Result<CsvReader> CsvReader::Open(std::string_view bytes, const std::string& where) {
  CsvReader reader;
  DecodedText decoded = DecodeText(bytes);
  reader.where_ = where;
  reader.text_ = std::move(decoded.text);
  reader.form_.encoding = std::move(decoded.encoding);
  reader.form_.delimiter = FindDelimiter(reader.text_);
  if (reader.text_.find('\0') != std::string::npos) {
    return Fail(BadInput("the file is no text: it holds bytes of value 0", "export the data as CSV").At(where));
  }
  CsvRow row;
  while (!reader.AtEnd() && row.cells.empty()) AUTOPILOT_CHECK(reader.ReadRow(row));
  if (row.cells.empty()) return Fail(BadInput("the file is empty", "the first line names the columns").At(where, 1));
  reader.header_ = std::move(row.cells);
  AUTOPILOT_CHECK(reader.CheckHeader(row.line));
  return reader;
}

Result<bool> CsvReader::Next(CsvRow& row) {
  bool after_blank = false;
  while (!AtEnd()) {
    AUTOPILOT_CHECK(ReadRow(row));
    if (row.cells.empty()) {
      after_blank = begun_;
      continue;
    }
    if (row.cells.size() != header_.size()) {
      return Fail(BadInput(fmt::format("ragged row: {} fields, but the header names {} ({})", row.cells.size(),
                                       header_.size(), fmt::join(header_, ", ")),
                           "complete the row or remove it; a decimal comma also splits a field")
                      .At(where_, row.line));
    }
    row.after_blank = after_blank;
    begun_ = true;
    return true;
  }
  return false;
}

/// Steps over a line end, if one is here.
bool CsvReader::EndsLine() {
  if (AtEnd()) return false;
  if (text_[place_] == '\r' && place_ + 1 < text_.size() && text_[place_ + 1] == '\n') ++place_;
  if (text_[place_] != '\n' && text_[place_] != '\r') return false;
  ++place_;
  ++line_;
  return true;
}

/// A row with no cells is a blank line.
Status CsvReader::ReadRow(CsvRow& row) {
  row.cells.clear();
  row.line = line_;
  if (EndsLine()) return {};
  while (true) {
    AUTOPILOT_TRY(cell, Cell());
    row.cells.push_back(std::move(cell));
    if (AtEnd() || EndsLine()) break;
    ++place_;  // The delimiter: Cell stops nowhere else.
  }
  // A line of blanks only is blank too.
  if (row.cells.size() == 1 && row.cells[0].empty()) row.cells.clear();
  return {};
}

Result<std::string> CsvReader::Cell() {
  const std::string_view text = text_;
  std::size_t first = place_;
  while (first < text.size() && text[first] != form_.delimiter && (text[first] == ' ' || text[first] == '\t')) ++first;
  if (first < text.size() && text[first] == '"') {
    place_ = first + 1;
    return Quoted();
  }
  const char ends[] = {form_.delimiter, '\r', '\n', '\0'};
  const std::size_t end = std::min(text.find_first_of(ends, place_), text.size());
  std::string cell = Strip(text.substr(place_, end - place_));
  place_ = end;
  return cell;
}

Result<std::string> CsvReader::Quoted() {
  const std::string_view text = text_;
  const int opened = line_;
  std::string cell;
  for (; !AtEnd(); ++place_) {
    const char c = text[place_];
    if (c == '\n') ++line_;
    if (c != '"') {
      cell += c;
    } else if (place_ + 1 < text.size() && text[place_ + 1] == '"') {
      cell += c;
      ++place_;
    } else {
      ++place_;
      while (!AtEnd() && text[place_] != form_.delimiter && (text[place_] == ' ' || text[place_] == '\t')) ++place_;
      if (AtEnd() || text[place_] == form_.delimiter || text[place_] == '\r' || text[place_] == '\n') return cell;
      return Fail(BadInput("text after a closing quote", "double the quotes inside a quoted cell").At(where_, line_));
    }
  }
  return Fail(BadInput("a quote is opened and never closed", "close it on this line").At(where_, opened));
}

Status CsvReader::CheckHeader(int line) const {
  for (std::size_t i = 0; i < header_.size(); ++i) {
    const std::string& name = header_[i];
    if (name.empty()) {
      return Fail(
          BadInput(fmt::format("column {} has no name", i + 1), "the first line names the columns").At(where_, line));
    }
    if (std::find(header_.begin(), header_.begin() + static_cast<std::ptrdiff_t>(i), name) !=
        header_.begin() + static_cast<std::ptrdiff_t>(i)) {
      return Fail(BadInput(fmt::format("two columns are called \"{}\"", name), "rename one").At(where_, line));
    }
  }
  return {};
}

Result<CsvTable> ReadCsv(std::string_view bytes, const std::string& where) {
  AUTOPILOT_TRY(reader, CsvReader::Open(bytes, where));
  CsvTable table;
  table.header = reader.header();
  table.form = reader.form();
  while (true) {
    CsvRow row;
    AUTOPILOT_TRY(more, reader.Next(row));
    if (!more) break;
    table.rows.push_back(std::move(row));
  }
  if (table.rows.empty()) return Fail(NoRows(where));
  return table;
}

}  // namespace autopilot
