#pragma once

/// What the artifact of a data operation must satisfy, judged from the files alone: the operation's own
/// account of itself is not asked.

#include <set>
#include <string>
#include <vector>

#include "app/data_table.h"
#include "finding/finding.h"
#include "stage/dp_table.h"

namespace autopilot {

/// What one operation is allowed to do to the table.
struct OperationRules {
  std::string operation;
  std::set<int> may_vanish;      ///< Rows (of the data set) that it may leave out.
  bool may_copy = false;         ///< May add rows derived from others (copy > 0).
  bool may_undersample = false;  ///< May leave out any rows, down to the size of the smallest class.
  bool may_change = false;       ///< May change values.
};

/// Compares an artifact with the table that went in and with the data set: rows accounted for, labels still
/// with their rows, classes kept, numbers finite, features that sum to one still doing so, values
/// unchanged where nothing may change them. One finding a fault, with the first example of it.
std::vector<Finding> CheckTable(const Table& before, const Table& after, const DataTable& data,
                                const OperationRules& rules);

/// Checks the column class: the place of each row's label among the data set's classes.
std::vector<Finding> CheckEncoding(const Table& after, const DataTable& data);

/// Checks a split: all rows on one side each, derived rows never tested, no test row (nor its equal) in the
/// training set, every class on both sides, the test share near `fraction`. With `windowed`, equal rows
/// may stand on both sides: readings of different recordings may coincide.
std::vector<Finding> CheckSplit(const Table& whole, const Table& train, const Table& test, double fraction,
                                bool windowed);

}  // namespace autopilot
