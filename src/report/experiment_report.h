#pragma once

/// The page of an experiment: charts, tables, and every trial down to its attempts, in one file that loads nothing.

#include <cstddef>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/paths.h"
#include "core/status.h"
#include "journal/journal.h"
#include "report/run_detail.h"

namespace autopilot {

/// How much of the runs a page holds. Of each cell the first repeats are taken; what is left out is said on the page.
struct DrillLimits {
  std::size_t bytes = std::size_t{32} << 20;  ///< Of the runs' JSON before it is packed (to about a tenth).
  std::size_t trials = 20'000;                ///< Lines in the list of trials.
  DetailLimits run = {60'000, 120, 150};
};

/// `tables` as docs/formats/experiment-report.md, with its trials; their runs are read from `journal`. Everything that
/// a model or a tool wrote is escaped. Without the chart library the page has its tables. The same tables and journal
/// give the same page.
Result<std::string> RenderExperimentReport(nlohmann::json tables, Journal& journal, const InstallPaths& paths,
                                           const DrillLimits& limits);

}  // namespace autopilot
