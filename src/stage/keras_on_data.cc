#include "stage/keras_on_data.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>
#include <numeric>

namespace autopilot {
namespace {

bool Complete(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

}  // namespace

bool RowsAreInputs(const Contract& contract, int elements) {
  return contract.data.size() > 0 && contract.sensor_use.window <= 1 &&
         static_cast<int>(contract.data.feature_names.size()) == elements;
}

Status KerasOnData::Measure() {
  if (!contract_->keras || contract_->data.label_index.empty()) return {};
  const auto& shape = contract_->keras->input_shape;
  const int elements = std::accumulate(shape.begin(), shape.end(), 1, std::multiplies<>());
  if (!RowsAreInputs(*contract_, elements)) return {};
  std::vector<std::vector<double>> rows;
  std::vector<std::size_t> places;
  for (std::size_t row = 0; row < contract_->data.size(); ++row) {
    if (!Complete(contract_->data.features[row])) continue;
    rows.push_back(contract_->data.features[row]);
    places.push_back(row);
  }
  if (rows.empty()) return {};
  AUTOPILOT_TRY(classes, Predict(rows));
  predictions_.assign(contract_->data.size(), -1);
  int right = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    predictions_[places[i]] = classes[i];
    right += classes[i] == contract_->data.label_index[places[i]] ? 1 : 0;
  }
  accuracy_ = static_cast<double>(right) / static_cast<double>(rows.size());
  return {};
}

Result<double> KerasOnData::AccuracyOn(const Table& table) {
  std::vector<std::vector<double>> changed;
  std::vector<int> expected;
  int right = 0;
  int counted = 0;
  for (const TableRow& row : table.rows) {
    if (!Complete(row.values)) continue;
    ++counted;
    const auto source = static_cast<std::size_t>(row.row);
    const int label = contract_->data.label_index[source];
    if (row.values == contract_->data.features[source]) {
      right += predictions_[source] == label ? 1 : 0;
    } else {
      changed.push_back(row.values);
      expected.push_back(label);
    }
  }
  if (!changed.empty()) {
    AUTOPILOT_TRY(classes, Predict(changed));
    for (std::size_t i = 0; i < classes.size(); ++i) right += classes[i] == expected[i] ? 1 : 0;
  }
  return counted > 0 ? static_cast<double>(right) / counted : 0.0;
}

Result<std::vector<int>> KerasOnData::Predict(const std::vector<std::vector<double>>& rows) {
  const std::filesystem::path& model = *contract_->application.keras;
  const std::string name = "model" + model.extension().string();
  const nlohmann::json request = {{"task", "keras_facts"}, {"model", name}, {"rows", rows}};
  AUTOPILOT_TRY(answer, worker_->Call(request, {{model, name}}, folder_));
  const auto found = answer.find("predictions");
  if (found == answer.end() || found->size() != rows.size()) {
    return Fail(
        Infrastructure("the worker's predictions do not match the rows", "run tools/setup").At(folder_.string()));
  }
  return found->get<std::vector<int>>();
}

}  // namespace autopilot
