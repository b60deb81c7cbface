#include "stage/dp_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <system_error>

#include "app/csv.h"
#include "core/files.h"

namespace autopilot {
namespace {

Finding ArtifactFinding(const std::string& cause, const std::filesystem::path& file, std::string message) {
  Finding finding;
  finding.rule = "artifacts/table";
  finding.root_cause = cause;
  finding.message = std::move(message);
  finding.file = file.filename().string();
  return finding;
}

std::string Quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

/// NaN for an empty cell; nothing for what is no number.
bool ReadNumber(const std::string& cell, double& value) {
  if (cell.empty()) {
    value = std::numeric_limits<double>::quiet_NaN();
    return true;
  }
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  return error == std::errc() && end == cell.data() + cell.size();
}

bool ReadInteger(const std::string& cell, int& value) {
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  return error == std::errc() && end == cell.data() + cell.size();
}

/// Where each column stands in a file.
struct Columns {
  std::map<std::string, std::size_t> place;
  bool Has(const std::string& name) const { return place.count(name) != 0; }
  const std::string& Cell(const CsvRow& row, const std::string& name) const { return row.cells[place.at(name)]; }
};

bool ReadRow(const CsvRow& source, const Columns& columns, const std::vector<std::string>& features, TableRow& row) {
  if (!ReadInteger(columns.Cell(source, "row"), row.row)) return false;
  if (!ReadInteger(columns.Cell(source, "copy"), row.copy)) return false;
  row.values.resize(features.size());
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (!ReadNumber(columns.Cell(source, features[i]), row.values[i])) return false;
  }
  row.label = columns.Cell(source, "label");
  return !columns.Has("class") || ReadInteger(columns.Cell(source, "class"), row.encoded);
}

}  // namespace

std::string LabelOf(const DataTable& data, std::size_t row) {
  if (row >= data.label_index.size()) return "";
  return data.classes[static_cast<std::size_t>(data.label_index[row])].name;
}

Table TableOf(const DataTable& data) {
  Table table;
  for (std::size_t i = 0; i < data.size(); ++i) {
    TableRow row;
    row.row = static_cast<int>(i);
    row.values = data.features[i];
    row.label = LabelOf(data, i);
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string RenderTable(const Table& table, const std::vector<std::string>& features) {
  std::string text = "row,copy";
  for (const std::string& feature : features) text += "," + Quoted(feature);
  text += table.encoded ? ",label,class\n" : ",label\n";
  for (const TableRow& row : table.rows) {
    text += fmt::format("{},{}", row.row, row.copy);
    // fmt's shortest form reads back as the same number.
    for (double value : row.values) text += std::isnan(value) ? std::string(",") : fmt::format(",{}", value);
    text += "," + Quoted(row.label);
    if (table.encoded) text += fmt::format(",{}", row.encoded);
    text += "\n";
  }
  return text;
}

TableReading ReadTable(const std::filesystem::path& file, const std::vector<std::string>& features,
                       std::filesystem::file_time_type since) {
  TableReading reading;
  const auto refuse = [&](const std::string& cause, std::string message) {
    reading.table = {};
    reading.findings.push_back(ArtifactFinding(cause, file, std::move(message)));
    return reading;
  };
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return refuse("artifact_missing", "the file was never written");
  if (std::filesystem::last_write_time(file, error) < since) {
    return refuse("artifact_stale", "the file is older than the operation");
  }
  const auto content = ReadFile(file);
  if (!content) return refuse("artifact_missing", content.error().message);
  const auto csv = ReadCsv(*content, file.string());
  if (!csv) return refuse("artifact_empty", csv.error().message);
  Columns columns;
  for (std::size_t i = 0; i < csv->header.size(); ++i) columns.place[csv->header[i]] = i;
  if (!columns.Has("label")) return refuse("label_lost", "the label column is gone");
  std::vector<std::string> needed = {"row", "copy"};
  needed.insert(needed.end(), features.begin(), features.end());
  for (const std::string& name : needed) {
    if (!columns.Has(name)) return refuse("script_failed", "the column " + name + " is gone");
  }
  reading.table.encoded = columns.Has("class");
  for (const CsvRow& source : csv->rows) {
    TableRow row;
    if (!ReadRow(source, columns, features, row)) {
      return refuse("script_failed", fmt::format("line {} holds something that is not a number", source.line));
    }
    reading.table.rows.push_back(std::move(row));
  }
  return reading;
}

}  // namespace autopilot
