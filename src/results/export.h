#pragma once

/// The tables as files for other programs: docs/formats/experiment-report.md.

#include <string>
#include <string_view>
#include <vector>

#include "core/status.h"
#include "results/tables.h"

namespace autopilot {

enum class ExportFormat { kMarkdown, kLatex, kCsv, kJson };

/// kBadInput, naming what there is, for any other word than "markdown", "latex", "csv", "json". ("html" is
/// report/experiment_report.h: a page has the runs, too.)
Result<ExportFormat> ExportFormatFromString(const std::string& word);

/// Names of the tables in the order in which they are written.
std::vector<std::string> TableNames();

/// The whole report, or the one table that `table` names. CSV holds one table; without a name the trials. JSON holds
/// everything but the trials, which are added where `table` is "trials". kBadInput for a name that no table has.
Result<std::string> Export(const ExperimentTables& tables, ExportFormat format, const std::string& table);

}  // namespace autopilot
