#include <fmt/format.h>

#include "results/report_table.h"

namespace autopilot {
namespace {

std::string Escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '\\':
        escaped += "\\textbackslash{}";
        break;
      case '~':
        escaped += "\\textasciitilde{}";
        break;
      case '^':
        escaped += "\\textasciicircum{}";
        break;
      case '[':  // After a line's end it would begin an argument.
      case ']':
        escaped += fmt::format("{{{}}}", c);
        break;
      case '<':
      case '>':
        escaped += fmt::format("${}$", c);
        break;
      case '&':
      case '%':
      case '$':
      case '#':
      case '_':
      case '{':
      case '}':
        escaped += '\\';
        escaped += c;
        break;
      default:
        escaped += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
    }
  }
  return escaped;
}

std::string Line(const std::vector<std::string>& cells) {
  std::string line;
  for (const std::string& cell : cells) line += (line.empty() ? "" : " & ") + (cell.empty() ? "{}" : Escaped(cell));
  return line + " \\\\\n";
}

}  // namespace

std::string ToLatex(const ExperimentTables& tables, const std::vector<ReportTable>& parts) {
  std::string text = "% " + std::to_string(tables.runs) + " runs, " + std::to_string(tables.attempts) +
                     " attempts. Needs \\usepackage{booktabs,longtable}.\n";
  for (const std::string& note : tables.notes) text += "% " + note + "\n";
  for (const ReportTable& part : parts) {
    std::string kinds;
    std::vector<std::string> headings;
    for (const ReportTable::Column& column : part.columns) {
      kinds += column.number ? 'r' : 'l';
      headings.push_back(column.heading);
    }
    text += "\n\\begin{longtable}{" + kinds + "}\n";
    text += "\\caption{" + Escaped(part.title) + ". " + Escaped(part.caption) + "}\\label{tab:" + part.name + "}\\\\\n";
    text += "\\toprule\n" + Line(headings) + "\\midrule\n\\endhead\n";
    for (const std::vector<std::string>& row : part.rows) text += Line(row);
    text += "\\bottomrule\n\\end{longtable}\n";
  }
  return text;
}

}  // namespace autopilot
