#pragma once

/// The study's published figures beside those of a journal, for people.

#include <vector>

#include "results/report_table.h"

namespace autopilot {

/// Success rates, costs, failures by category; each without rows where nothing is published about what the journal has.
std::vector<ReportTable> PublishedReportTables(const ExperimentTables& tables);

}  // namespace autopilot
