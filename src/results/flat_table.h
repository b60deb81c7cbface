#pragma once

/// A table for programs: every number in a column of its own, unrounded, as RFC 4180 has it (CSV).

#include <string>

#include "results/tables.h"

namespace autopilot {

/// The table of this name as CSV with a line of headings; "" where no table has the name. A table without rows is
/// empty. Missing values are empty fields, shares 0 to 1.
std::string ToCsv(const ExperimentTables& tables, const std::string& name);

}  // namespace autopilot
