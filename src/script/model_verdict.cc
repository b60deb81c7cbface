#include "script/model_verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>
#include <numeric>

#include "app/twin_coverage.h"
#include "core/files.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Rows = std::vector<std::vector<double>>;

constexpr std::size_t kMostRows = 2000;
// Of the rows fed; a last batch that was filled up, say, is no noise.
constexpr double kKnownShare = 0.9;

Finding Fault(const std::string& rule, const std::string& cause, std::string message, std::string next) {
  Finding finding;
  finding.rule = rule;
  finding.root_cause = cause;
  finding.message = std::move(message);
  finding.next = std::move(next);
  return finding;
}

/// Numbers that JSON does not have come as null.
Rows ReadRows(const json& lists) {
  Rows rows;
  for (const json& list : lists) {
    std::vector<double>& row = rows.emplace_back();
    for (const json& value : list) row.push_back(value.is_number() ? value.get<double>() : std::nan(""));
  }
  return rows;
}

ModelInputs Thinned(ModelInputs inputs) {
  const std::size_t count = inputs.rows.size();
  if (count <= kMostRows) return inputs;
  ModelInputs kept;
  for (std::size_t i = 0; i < kMostRows; ++i) {
    const std::size_t row = i * count / kMostRows;
    kept.rows.push_back(inputs.rows[row]);
    if (!inputs.classes.empty()) kept.classes.push_back(inputs.classes[row]);
  }
  return kept;
}

bool Quantised(const TfliteFacts& facts) {
  return std::any_of(facts.operators.begin(), facts.operators.end(), [](const OperatorFacts& op) {
    return std::find(op.input_types.begin(), op.input_types.end(), "int8") != op.input_types.end();
  });
}

void Append(std::vector<Finding>& all, std::vector<Finding> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// Whether the target runs the model, and computes what LiteRT computes.
Result<std::vector<Finding>> CheckTarget(const Contract& trial, const TfliteFacts& facts, const ModelInputs& inputs,
                                         const Rows& litert, const TargetRunner& target) {
  if (!WhatTwinLacks(trial.library, facts).empty()) return std::vector<Finding>{};
  AUTOPILOT_TRY(scratch, TemporaryFolder::Create("autopilot-target"));
  Rows rows = inputs.rows;
  if (rows.empty()) rows = {std::vector<double>(static_cast<std::size_t>(facts.input.elements()), 0.0)};
  AUTOPILOT_TRY(run, target(trial, rows, scratch.path()));
  if (!run.runs) {
    Finding fault = Fault("semantics/target", "runtime_unsupported", "the target's runtime cannot run the model",
                          "convert with other types or operators");
    fault.evidence = run.words;
    return std::vector<Finding>{fault};
  }
  if (inputs.rows.empty() || litert.empty()) return std::vector<Finding>{};
  return CheckAgainstTarget(litert, run.outputs, inputs, Quantised(facts));
}

}  // namespace

Result<KerasAnswers> AskKeras(const Contract& contract, ScriptBox& box) {
  KerasAnswers answers;
  if (!contract.keras) return answers;
  const auto& shape = contract.keras->input_shape;
  answers.inputs = Thinned(InputsFor(contract, std::accumulate(shape.begin(), shape.end(), 1, std::multiplies<>())));
  if (answers.inputs.rows.empty()) return answers;
  const fs::path& keras = *contract.application.keras;
  AUTOPILOT_TRY(bytes, ReadFile(keras));
  AUTOPILOT_TRY(file, box.Provide("keras" + keras.extension().string(), bytes));
  AUTOPILOT_TRY(answer,
                box.Task({{"task", "keras_facts"}, {"model", file.string()}, {"rows", answers.inputs.rows}}, true));
  answers.outputs = ReadRows(answer.at("outputs"));
  return answers;
}

Result<std::vector<Finding>> CheckFeed(const json& answer, const Contract& contract,
                                       const std::vector<std::string>& good_tables, const std::string& work,
                                       ScriptBox& box) {
  json feed;
  bool failed = false;
  for (const json& note : answer.at("trace")) {
    if (note.value("what", "") == "convert" && note.at("settings").at("representative") == true) {
      feed = note["feed"];
      failed = !note.value("error", "").empty();
    }
  }
  // A converter that does not quantise never asks for the rows.
  if (feed.is_object() && !feed.contains("rows") && !failed) {
    Finding remark =
        Fault("semantics/calibration", "", "the converter was given calibration rows and never asked for one",
              "set converter.optimizations to quantise the model, or leave the rows away");
    remark.severity = Severity::kWarning;
    return std::vector<Finding>{remark};
  }
  if (!feed.is_object() || !feed.contains("rows")) return std::vector<Finding>{};
  constexpr const char* kNext = "calibrate with the rows of the data set, each as it stands there";
  const int rows = feed.value("rows", 0);
  const int elements = feed.value("elements", 0);
  if (rows == 0 || elements == 0) {
    if (failed) return std::vector<Finding>{};
    return std::vector<Finding>{
        Fault("semantics/calibration", "calibration_noise", "the converter was calibrated with no row", kNext)};
  }
  const DataTable& data = contract.data;
  Rows known;
  for (const auto& row : data.features) {
    if (std::none_of(row.begin(), row.end(), [](double v) { return std::isnan(v); })) known.push_back(row);
  }
  json task = {{"task", "judge_calibration"},
               {"feed", (box.ControlFolder() / "feed.bin").string()},
               {"elements", elements},
               {"window", std::max(1, contract.sensor_use.window)},
               {"features", data.feature_names},
               {"label", contract.application.label},
               {"rows", known},
               {"work", box.WorkFolder(work).string()},
               {"good_tables", good_tables}};
  if (contract.application.sweep) task["sweep"] = {contract.application.sweep->low, contract.application.sweep->high};
  AUTOPILOT_TRY(judged, box.Task(task, false));
  const int seen = judged.value("rows", 0);
  const int good = judged.value("known", 0);
  if (seen > 0 && good >= kKnownShare * seen && !feed.value("uneven", false)) return std::vector<Finding>{};
  // Of very long rows only the first are kept.
  const std::string which = seen < rows ? fmt::format("the first {} of {}", seen, rows) : std::to_string(rows);
  Finding fault =
      Fault("semantics/calibration", "calibration_noise",
            fmt::format("{} of {} calibration rows are not in the application's data", seen - good, which), kNext);
  fault.evidence = fmt::format("rows of {} numbers, shape {}", elements, feed.at("shapes").dump());
  const int strange = judged.value("strange", -1);
  fault.counterexample = {fmt::format("calibration row {}", strange + 1), "a row of the data set",
                          judged.at("strange_row").dump()};
  return std::vector<Finding>{fault};
}

Result<ModelVerdict> JudgeModelFile(const fs::path& model, const Contract& contract, const KerasAnswers& keras,
                                    const TargetRunner& target, ScriptBox& box) {
  ModelVerdict verdict;
  AUTOPILOT_TRY(bytes, ReadFile(model));
  const std::string name = model.filename().string();
  const auto refuse = [&](const std::string& rule, const std::string& cause, std::string message, std::string next) {
    verdict.findings.push_back(Fault(rule, cause, std::move(message), std::move(next)));
    return verdict;
  };
  if (bytes.empty()) return refuse("artifacts/model", "artifact_empty", name + " is empty", "write the model");
  const auto facts = ReadTfliteFacts(bytes, name);
  if (!facts)
    return refuse("artifacts/model", "conversion_failed", facts.error().message, "write what convert() returns");
  if (contract.keras) {
    const auto& shape = contract.keras->input_shape;
    const int elements = std::accumulate(shape.begin(), shape.end(), 1, std::multiplies<>());
    if (facts->input.elements() != elements) {
      return refuse("artifacts/shape", "conversion_failed",
                    fmt::format("{} takes {} numbers, the Keras model {}", name, facts->input.elements(), elements),
                    "convert the application's own model");
    }
  }
  verdict.findings = CheckModelFacts(*facts, /*arena_need=*/0, contract);
  Contract trial = contract;
  if (const auto adopted = AdoptModel(trial, bytes, name); !adopted) {
    if (adopted.error().kind != ErrorKind::kBadInput) return Fail(adopted.error());
    if (verdict.findings.empty()) {
      return refuse("artifacts/model", "runtime_unsupported", adopted.error().message, adopted.error().cure);
    }
    return verdict;
  }
  if (verdict.findings.empty()) verdict.findings = CheckModelFacts(*facts, trial.arena_need, trial);
  verdict.facts["bytes"] = facts->bytes;
  verdict.facts["arena_need"] = trial.arena_need;
  ModelInputs inputs = keras.inputs;
  if (inputs.rows.empty()) inputs = Thinned(InputsFor(contract, facts->input.elements()));
  Rows litert;
  if (!inputs.rows.empty()) {
    AUTOPILOT_TRY(file, box.Provide("candidate.tflite", bytes));
    const auto answer = box.Task({{"task", "check_model"}, {"model", file.string()}, {"rows", inputs.rows}}, true);
    if (!answer && answer.error().kind != ErrorKind::kBadInput) return Fail(answer.error());
    if (!answer) {
      return refuse("artifacts/model", "conversion_failed", answer.error().message, "write what convert() returns");
    }
    litert = ReadRows(answer->at("outputs"));
    verdict.accuracy = AccuracyOf(litert, inputs.classes);
    verdict.facts["accuracy_tflite"] = verdict.accuracy;
  }
  if (!litert.empty() && !keras.outputs.empty()) {
    const Agreement agreement = Compare(keras.outputs, litert);
    verdict.facts["accuracy_keras"] = AccuracyOf(keras.outputs, inputs.classes);
    verdict.facts["label_agreement"] = agreement.labels;
    verdict.facts["largest_difference"] = agreement.largest_difference;
    Append(verdict.findings, CheckAgainstKeras(keras.outputs, litert, inputs, trial));
  }
  // What cannot run there by its types need not be tried.
  const bool certain = std::any_of(verdict.findings.begin(), verdict.findings.end(), [](const Finding& finding) {
    return finding.root_cause == "runtime_unsupported" || finding.root_cause == "runtime_numerics_differ";
  });
  if (certain) return verdict;
  AUTOPILOT_TRY(on_target, CheckTarget(trial, *facts, inputs, litert, target));
  Append(verdict.findings, std::move(on_target));
  return verdict;
}

}  // namespace autopilot
