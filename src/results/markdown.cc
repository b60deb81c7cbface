#include <fmt/format.h>

#include "results/report_table.h"

namespace autopilot {
namespace {

/// So that nothing of a name is markup or ends a cell.
std::string Escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      escaped += ' ';
      continue;
    }
    if (std::string_view("|\\`*_<>[]~").find(c) != std::string_view::npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

}  // namespace

std::string ToMarkdown(const ExperimentTables& tables, const std::vector<ReportTable>& parts) {
  std::string text = "# " + (tables.experiment.empty() ? "Runs" : "Experiment " + Escaped(tables.experiment)) + "\n\n";
  text += fmt::format("{} runs, {} attempts.\n\n", tables.runs, tables.attempts);
  for (const std::string& note : tables.notes) text += "* " + Escaped(note) + "\n";
  for (const ReportTable& part : parts) {
    text += "\n## " + part.title + "\n\n|";
    for (const ReportTable::Column& column : part.columns) text += " " + Escaped(column.heading) + " |";
    text += "\n|";
    for (const ReportTable::Column& column : part.columns) text += column.number ? "---:|" : "---|";
    for (const std::vector<std::string>& row : part.rows) {
      text += "\n|";
      for (const std::string& cell : row) text += " " + Escaped(cell) + " |";
    }
    text += "\n\n" + Escaped(part.caption) + "\n";
  }
  return text;
}

}  // namespace autopilot
