#pragma once

/// The tables that the data operations hand on: rows that can be followed back to the user's data set.
/// Columns: row (0-based row of the data set), copy (0, or n for the n-th row derived from it), the
/// features, label, and class once it is encoded. docs/formats/worker.md.

#include <filesystem>
#include <string>
#include <vector>

#include "app/data_table.h"
#include "core/status.h"
#include "finding/finding.h"

namespace autopilot {

struct TableRow {
  int row = 0;
  int copy = 0;
  std::vector<double> values;  ///< By feature; NaN where missing.
  std::string label;
  int encoded = -1;  ///< Class number; -1 before the operation "encode".
};

struct Table {
  std::vector<TableRow> rows;
  bool encoded = false;  ///< Has the column class.
};

/// The class of a row of the data set, as [model] labels writes it; empty for data without labels.
std::string LabelOf(const DataTable& data, std::size_t row);

/// The data set as a table.
Table TableOf(const DataTable& data);

/// CSV text with `features` as column names. Numbers survive a round trip.
std::string RenderTable(const Table& table, const std::vector<std::string>& features);

/// Reads an artifact. What is wrong with the file itself (missing, older than `since`, no rows, no label,
/// cells that are no numbers) is a finding, since an operation made it; then the table is empty.
struct TableReading {
  Table table;
  std::vector<Finding> findings;
};
TableReading ReadTable(const std::filesystem::path& file, const std::vector<std::string>& features,
                       std::filesystem::file_time_type since);

}  // namespace autopilot
