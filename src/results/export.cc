#include "results/export.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "config/nearest.h"
#include "results/flat_table.h"
#include "results/report_table.h"

namespace autopilot {

Result<ExportFormat> ExportFormatFromString(const std::string& word) {
  if (word == "markdown") return ExportFormat::kMarkdown;
  if (word == "latex") return ExportFormat::kLatex;
  if (word == "csv") return ExportFormat::kCsv;
  if (word == "json") return ExportFormat::kJson;
  return Fail(BadInput("there is no format \"" + word + "\"",
                       NearestOrList(word, {"markdown", "html", "latex", "csv", "json"})));
}

std::vector<std::string> TableNames() {
  return {"by_model",
          "by_protocol",
          "by_model_protocol",
          "by_application",
          "cells",
          "curves",
          "costs",
          "comparisons",
          "errors",
          "causes",
          "sensitivity",
          "power",
          "frontier",
          "published",
          "published_costs",
          "published_profiles",
          "trials"};
}

Result<std::string> Export(const ExperimentTables& tables, ExportFormat format, const std::string& table) {
  const std::vector<std::string> names = TableNames();
  if (!table.empty() && std::find(names.begin(), names.end(), table) == names.end()) {
    return Fail(BadInput("there is no table \"" + table + "\"", NearestOrList(table, names)));
  }
  if (format == ExportFormat::kCsv) return ToCsv(tables, table.empty() ? "trials" : table);
  if (format == ExportFormat::kJson) {
    nlohmann::json json = ToJson(tables, table == "trials");
    if (!table.empty() && table != "trials") {
      // Both profiles of failures stand in one member.
      json = json.at(table == "causes" ? "errors" : table);
    }
    return json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  }
  if (table == "trials") {
    return Fail(BadInput("the trials are data, not a table to read", "write them with --format csv or json"));
  }
  std::vector<ReportTable> parts = ReportTables(tables);
  if (!table.empty()) std::erase_if(parts, [&](const ReportTable& part) { return part.name != table; });
  return format == ExportFormat::kMarkdown ? ToMarkdown(tables, parts) : ToLatex(tables, parts);
}

}  // namespace autopilot
