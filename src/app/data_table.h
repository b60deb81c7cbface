#pragma once

/// The application's data set, as numbers and labels.

#include <filesystem>
#include <string>
#include <vector>

#include "app/application.h"
#include "core/status.h"

namespace autopilot {

struct ColumnFacts {
  std::string name;
  double minimum = 0;
  double maximum = 0;
  double mean = 0;
  double deviation = 0;  ///< Population standard deviation.
  int missing = 0;
};

struct ClassFacts {
  std::string name;  ///< As written in [model] labels where it matches one (case-insensitive).
  int rows = 0;
  std::vector<double> mean;  ///< By feature.
};

/// Rows of features with a class each. `features[row][column]`, in the order of [data] features.
struct DataTable {
  std::vector<std::string> columns;  ///< All columns of the file, in order.
  std::vector<std::string> feature_names;
  std::vector<std::vector<double>> features;  ///< NaN where missing.
  std::vector<int> label_index;               ///< Into `classes`; -1 where the data has no labels.
  std::vector<std::string> label_text;        ///< As written in the file.
  std::vector<ColumnFacts> facts;             ///< By feature.
  std::vector<ClassFacts> classes;            ///< As in [model] labels, those without rows included; else as found.
  std::vector<int> file_index;                ///< By row: into [data] files. A recording never spans two files.
  std::vector<int> line;                      ///< By row: its line in that file.
  /// By row, ascending: which recording it belongs to. A new one begins with a file, after a blank line or a row of
  /// dashes alone, where the header is repeated, and where the label or the column [data] recording changes.
  std::vector<int> recording_index;
  int duplicate_rows = 0;          ///< Rows equal to an earlier one, label included.
  bool rows_sum_to_one = false;    ///< All complete rows within 0.02.
  std::vector<std::string> notes;  ///< What a user should know of how the files were read.

  std::size_t size() const { return features.size(); }
};

/// For a training whose features nobody named: all columns of the first file but the label and the recording.
Status NameFeatures(Application& application);

/// Measures again what hangs on the values of the features: facts, means of the classes, sums.
void MeasureValues(DataTable& table);

/// Reads all data files of the application, row by row; without any, the table is empty. Labels match the model's
/// in any case; before a training that names none, the classes are those of the data, sorted. Empty cells, NaN, NA,
/// null and ? count as missing. Fails with kBadInput and file:line for a
/// missing file, a ragged row, a cell that is not a number, a column that is not there or has no value, a label that is
/// no class. Rows that only separate recordings are no data.
Result<DataTable> LoadData(const Application& application);

}  // namespace autopilot
