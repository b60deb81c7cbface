#pragma once

/// A table for people: few columns, rounded. Formats differ only in how they write one.

#include <string>
#include <vector>

#include "results/tables.h"

namespace autopilot {

struct ReportTable {
  struct Column {
    std::string heading;
    bool number = false;  ///< Right-aligned.
  };
  std::string name;  ///< As in TableNames().
  std::string title;
  std::string caption;  ///< What the columns mean; plain sentences.
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;  ///< Plain text, as many cells as columns.
};

/// Those that have rows, in the order of a report.
std::vector<ReportTable> ReportTables(const ExperimentTables& tables);

/// Title, notes and tables. Texts of a journal are escaped, and hold no control characters.
std::string ToMarkdown(const ExperimentTables& tables, const std::vector<ReportTable>& parts);
/// For \input into a document that uses the packages booktabs and longtable.
std::string ToLatex(const ExperimentTables& tables, const std::vector<ReportTable>& parts);

}  // namespace autopilot
