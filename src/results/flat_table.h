#pragma once

/// A table for programs: every number in a column of its own, unrounded, as RFC 4180 has it (CSV).

#include <string>

#include "results/tables.h"

namespace autopilot {

/// The table of this name as CSV with a line of headings, also where it has no rows; "" where no table has the name.
/// Missing values are empty fields, shares 0 to 1.
std::string ToCsv(const ExperimentTables& tables, const std::string& name);

}  // namespace autopilot
