#pragma once

/// The library that draws the charts of experiments' reports and of the live view. tools/setup fetches it into the
/// cache.

#include <string>

#include "core/paths.h"
#include "core/status.h"

namespace autopilot {

/// The text of the script that report/charts.json names. Empty where it was not fetched: reports then have tables
/// alone. kInfrastructure for a file that is not the one that is named there.
Result<std::string> ReadChartLibrary(const InstallPaths& paths);

}  // namespace autopilot
