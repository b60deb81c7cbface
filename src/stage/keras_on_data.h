#pragma once

/// What the user's Keras model says about rows: the objective rule of DP and the reference of MC.

#include <filesystem>
#include <vector>

#include "app/contract.h"
#include "stage/dp_table.h"
#include "worker/python_worker.h"

namespace autopilot {

/// Predictions for the rows of the data set, made once, and for changed rows when asked. References
/// outlive it.
class KerasOnData {
 public:
  KerasOnData(PythonWorker& worker, const Contract& contract, std::filesystem::path folder)
      : worker_(&worker), contract_(&contract), folder_(std::move(folder)) {}

  /// Runs the model on the data set. Does nothing without a Keras model, without labels, or where a row is
  /// not a whole input (a window of readings); then `usable` stays false.
  Status Measure();
  bool usable() const { return accuracy_ >= 0; }
  double accuracy() const { return accuracy_; }
  /// Class by row of the data set; -1 for rows with missing values; empty unless usable.
  const std::vector<int>& predictions() const { return predictions_; }

  /// Share of a table's rows that the model classifies as labelled. Only rows whose values differ from the
  /// data set's are shown to the model again.
  Result<double> AccuracyOn(const Table& table);

 private:
  Result<std::vector<int>> Predict(const std::vector<std::vector<double>>& rows);

  PythonWorker* worker_;
  const Contract* contract_;
  std::filesystem::path folder_;
  std::vector<int> predictions_;
  double accuracy_ = -1;
};

/// Whether one row of the data set is one input of a model with `elements` inputs.
bool RowsAreInputs(const Contract& contract, int elements);

}  // namespace autopilot
