#include "stage/convert_for_judging.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/contract_checks.h"
#include "core/files.h"
#include "core/hash.h"
#include "stage/mc_check.h"

namespace autopilot {

Status ConvertForJudging(Contract& contract, PythonWorker& worker, const InstallPaths& paths) {
  using nlohmann::json;
  if (!contract.application.keras) {
    return Fail(AboutKey(contract.application, "model",
                         "[model] names no model, so there is none to judge a sketch with",
                         "train one with autopilot run, then name it and what was done to its inputs: keras = "
                         "\".../train/model.keras\", preprocessing = \".../dp/preprocessing.json\" and labels"));
  }
  const std::filesystem::path keras = *contract.application.keras;
  AUTOPILOT_TRY(model, ReadFile(keras));
  const std::string quantisation = contract.application.io == "int8" ? "int8" : "float32";
  int elements = 1;
  if (contract.keras) {
    for (int size : contract.keras->input_shape) elements *= size;
  }
  const ModelInputs inputs = InputsFor(contract, elements);
  const json rows = {{"rows", inputs.rows}, {"classes", inputs.classes}};
  const std::string key = Sha256(Sha256(model) + quantisation + contract.library.id + rows.dump());
  const std::filesystem::path kept = paths.cache / "facts" / fmt::format("converted-{}.tflite", key);
  auto bytes = ReadFile(kept);
  if (!bytes) {
    AUTOPILOT_TRY(scratch, TemporaryFolder::Create("autopilot-convert"));
    json task = {{"task", "convert"},
                 {"model", keras.filename().string()},
                 {"output", "model.tflite"},
                 {"quantisation", quantisation},
                 {"io", contract.application.io},
                 {"per_tensor_dense", contract.library.NeedsPerTensorDense()},
                 {"calibration", 0}};
    task.update(rows);
    AUTOPILOT_TRY(answer, worker.Call(task, {{keras, keras.filename().string()}}, scratch.path()));
    const CalibrationFeed feed = {answer.at("calibration_sha256").get<std::vector<std::string>>(), {}};
    if (!CheckCalibration(feed, inputs, quantisation == "int8").empty()) {
      return Fail(Infrastructure("the conversion was not calibrated with the application's data", "run tools/setup"));
    }
    bytes = ReadFile(scratch.path() / "model.tflite");
    if (!bytes)
      return Fail(
          Infrastructure("the conversion wrote no model", "run autopilot run --stages mc and look at its report"));
    AUTOPILOT_CHECK(WriteFile(kept, *bytes));
  }
  return AdoptModel(contract, *bytes, kept.string());
}

}  // namespace autopilot
