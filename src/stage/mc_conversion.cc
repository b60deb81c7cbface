#include "stage/mc_conversion.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <system_error>

#include "app/twin_coverage.h"
#include "core/files.h"
#include "stage/decision.h"
#include "stage/function_writer.h"
#include "stage/mc_check.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Rows = std::vector<std::vector<double>>;

/// One conversion, judged.
struct Candidate {
  std::string bytes;
  CalibrationFeed feed;
  Verdict verdict;
  std::map<std::string, double> measures;
};

int Elements(const std::vector<int>& shape) {
  return std::accumulate(shape.begin(), shape.end(), 1, std::multiplies<>());
}

bool Quantised(const TfliteFacts& facts) {
  return std::any_of(facts.operators.begin(), facts.operators.end(), [](const OperatorFacts& op) {
    return std::find(op.input_types.begin(), op.input_types.end(), "int8") != op.input_types.end();
  });
}

/// What mc/configure.mustache asks with.
json ConfigureFacts(const Contract& contract, const ModelInputs& inputs) {
  std::vector<int> shape = {1};
  shape.insert(shape.end(), contract.keras->input_shape.begin(), contract.keras->input_shape.end());
  json examples = json::array();
  for (std::size_t i = 0; i < inputs.rows.size() && i < 2; ++i) {
    examples.push_back({{"values", fmt::format("[{:.6g}]", fmt::join(inputs.rows[i], ", "))}});
  }
  return {{"board", contract.board.title},
          {"rows", inputs.rows.size()},
          {"elements", Elements(contract.keras->input_shape)},
          {"io_type", "tf." + contract.application.io},
          {"shape", fmt::format("({})", fmt::join(shape, ", "))},
          {"examples", examples}};
}

/// The stage while it runs.
class Conversion {
 public:
  Conversion(StageContext& context, const TargetRunner& target)
      : context_(context), contract_(context.contract), target_(target), folder_(context.folder / "mc") {}

  Result<StageResult> Run() {
    result_.stage = "mc";
    std::error_code error;
    fs::remove_all(folder_, error);
    AUTOPILOT_CHECK(MakeFolder(folder_));
    if (!contract_.keras) return TakeGivenModel();
    inputs_ = InputsFor(contract_, Elements(contract_.keras->input_shape));
    AUTOPILOT_CHECK(DecideTypes());
    AUTOPILOT_TRY(quantisation, DecideQuantisation());
    if (!Note(quantisation)) return std::move(result_);
    std::string rows = "all";
    if (quantisation.decision.choice == "int8") {
      AUTOPILOT_TRY(calibration, DecideCalibration());
      if (!Note(calibration)) return std::move(result_);
      rows = calibration.decision.choice;
    }
    const std::string key = KeyOf(quantisation.decision.choice, rows);
    if (WritesFunctions(context_) && quantisation.decision.choice == "int8") AUTOPILOT_CHECK(Configure(rows, key));
    return Adopt(candidates_.at(key));
  }

 private:
  static std::string KeyOf(const std::string& quantisation, const std::string& rows) {
    return quantisation == "int8" ? quantisation + "-" + rows : quantisation;
  }

  /// Input and output types are the application's; the record says why nothing else is possible.
  Status DecideTypes() {
    Decision decision;
    decision.step = "input_output";
    decision.decided_by = "facts";
    decision.choice = contract_.application.io;
    decision.reason = fmt::format("[model] io asks for {}", contract_.application.io);
    for (const auto& gap : contract_.library.unsupported) {
      decision.reason += fmt::format("; {} from {} to {} fails in {} of {}", gap.op, gap.input_type, gap.output_type,
                                     gap.when, contract_.library.id);
    }
    if (contract_.library.per_channel_dense_wrong) {
      decision.reason +=
          fmt::format("; dense weights get one scale, since {} computes more than one wrongly", contract_.library.id);
    }
    result_.decisions.push_back(decision);
    return RecordDecision(context_, "mc", decision);
  }

  Result<Outcome> DecideQuantisation() {
    const std::string& io = contract_.application.io;
    const auto& adders = contract_.library.operator_adder;
    const double float_bytes = 4.0 * contract_.keras->parameters;
    std::string exact, small;
    if (io != "float32") {
      exact = fmt::format("[model] io asks for {}", io);
    } else if (float_bytes > contract_.board.flash_bytes) {
      exact = fmt::format("{:.0f} bytes of float weights do not fit the board", float_bytes);
    }
    if (inputs_.rows.empty()) {
      small = "there are no rows to calibrate with";
    } else if (io == "float32" && (!adders.count("QUANTIZE") || !adders.count("DEQUANTIZE"))) {
      small = fmt::format("{} lacks the operators that turn float input into int8", contract_.library.id);
    }
    Question question;
    question.stage = "mc";
    question.step = "quantisation";
    question.options = {{"float32", exact},
                        {"int8", small},
                        {"dynamic_range", "the library has no kernels for float values with 8 bit weights"},
                        {"float16", "the library has no kernels for 16 bit float weights"}};
    question.preference = {"float32", "int8"};
    const json facts = {{"parameters", contract_.keras->parameters},
                        {"board", contract_.board.title},
                        {"io", io},
                        {"flash", contract_.board.flash_bytes},
                        {"ram", contract_.board.ram_bytes},
                        {"accuracy", contract_.keras->accuracy < 0 ? std::string("not measured")
                                                                   : fmt::format("{:.3f}", contract_.keras->accuracy)},
                        {"float_bytes", 4 * contract_.keras->parameters},
                        {"int8_bytes", contract_.keras->parameters}};
    return Decide(context_, question, facts, [this](const std::string& choice) { return Try(choice, "all"); });
  }

  Result<Outcome> DecideCalibration() {
    const int rows = static_cast<int>(inputs_.rows.size());
    Question question;
    question.stage = "mc";
    question.step = "calibration";
    for (const int count : {64, 128}) {
      question.options.push_back(
          {std::to_string(count), rows <= count ? fmt::format("the data set has only {} rows", rows) : ""});
    }
    question.options.push_back({"all", ""});
    question.preference = {"all"};
    const json facts = {{"rows", rows}, {"class_count", contract_.data.classes.size()}};
    return Decide(context_, question, facts, [this](const std::string& choice) { return Try("int8", choice); });
  }

  /// Converts once for each setting; asking again for the same costs nothing.
  Result<Verdict> Try(const std::string& quantisation, const std::string& rows) {
    const std::string key = KeyOf(quantisation, rows);
    if (const auto known = candidates_.find(key); known != candidates_.end()) return known->second.verdict;
    AUTOPILOT_TRY(candidate, Convert(quantisation, rows, folder_ / key));
    return candidates_.emplace(key, std::move(candidate)).first->second.verdict;
  }

  /// Without data nobody can compare answers, but whether the target runs the model at all can be tried.
  Result<Verdict> JudgeWithoutRows(const Contract& trial, const TfliteFacts& facts, const fs::path& folder) {
    if (!WhatTwinLacks(trial.library, facts).empty()) return VerdictOf(context_.causes, "semantics", {});
    AUTOPILOT_CHECK(MakeFolder(folder));
    const Rows zeros = {std::vector<double>(static_cast<std::size_t>(facts.input.elements()), 0.0)};
    AUTOPILOT_TRY(run, target_(trial, zeros, folder));
    if (run.runs) return VerdictOf(context_.causes, "semantics", {});
    return Refuse("runtime_unsupported", "the target's runtime does not run the model: " + run.words);
  }

  /// The model's own configure(converter, rows) for the settings that were decided. What it makes takes the
  /// place of the tool's conversion under `key`.
  Status Configure(const std::string& rows, const std::string& key) {
    const FunctionTask task = {"mc", "configure", "mc/configure", "configure", ConfigureFacts(contract_, inputs_)};
    std::optional<Candidate> made;
    AUTOPILOT_TRY(written, WriteFunction(context_, task, [&](const std::string& code, int attempt) -> Result<Verdict> {
                    AUTOPILOT_TRY(candidate,
                                  Convert("int8", rows, folder_ / fmt::format("configure-{}", attempt), code));
                    made = candidate;
                    return candidate.verdict;
                  }));
    result_.decisions.push_back(written.decision);
    if (!written.by_model) {
      result_.reference_pieces.push_back(written.decision.step);
      return {};
    }
    candidates_[key] = *std::move(made);
    AUTOPILOT_CHECK(WriteFile(folder_ / "configure.py", written.code));
    result_.artifacts.push_back(folder_ / "configure.py");
    return {};
  }

  /// Converts by the tool's own settings or, with `code`, by its configure(converter, rows); judges the result.
  Result<Candidate> Convert(const std::string& quantisation, const std::string& rows, const fs::path& folder,
                            const std::string& code = "") {
    const fs::path& keras = *contract_.application.keras;
    const std::string model = "keras" + keras.extension().string();
    json convert = {{"task", code.empty() ? "convert" : "configure"},
                    {"model", model},
                    {"output", "model.tflite"},
                    {"quantisation", quantisation},
                    {"io", contract_.application.io},
                    {"per_tensor_dense", contract_.library.NeedsPerTensorDense()},
                    {"rows", inputs_.rows},
                    {"classes", inputs_.classes},
                    {"calibration", rows == "all" ? 0 : std::stoi(rows)}};
    if (!code.empty()) convert["code"] = code;
    json tasks = json::array({convert});
    if (!inputs_.rows.empty()) {
      tasks.push_back({{"task", "keras_facts"}, {"model", model}, {"rows", inputs_.rows}});
      tasks.push_back({{"task", "check_model"}, {"model", "model.tflite"}, {"rows", inputs_.rows}});
    }
    Candidate candidate;
    std::error_code error;
    fs::remove(folder / "model.tflite", error);
    const json request = {{"task", "batch"}, {"tasks", tasks}};
    const auto answer = context_.worker.Call(request, {{keras, model}}, folder);
    if (!answer) {
      if (answer.error().kind != ErrorKind::kBadInput) return Fail(answer.error());
      candidate.verdict = Refuse("conversion_failed", answer.error().message);
      return candidate;
    }
    candidate.bytes = ReadFile(folder / "model.tflite").value_or("");
    const json& answers = answer->at("answers");
    candidate.feed = {answers.at(0).at("calibration_sha256").get<std::vector<std::string>>(),
                      answers.at(0).at("calibration_head").get<Rows>()};
    Rows from_keras, from_litert;
    if (!inputs_.rows.empty()) {
      from_keras = answers.at(1).at("outputs").get<Rows>();
      from_litert = answers.at(2).at("outputs").get<Rows>();
      candidate.measures["calibration_rows"] = static_cast<double>(candidate.feed.hashes.size());
    }
    AUTOPILOT_TRY(verdict, Judge(candidate, from_keras, from_litert, folder));
    candidate.verdict = verdict;
    return candidate;
  }

  Verdict Refuse(const std::string& cause, const std::string& message) {
    Finding finding;
    finding.rule = "artifacts/conversion";
    finding.root_cause = cause;
    finding.message = message;
    finding.next = "choose other settings";
    return VerdictOf(context_.causes, "artifacts", {finding});
  }

  /// Cheapest first: the bytes, their answers on LiteRT, their answers on the target.
  Result<Verdict> Judge(Candidate& candidate, const Rows& from_keras, const Rows& from_litert, const fs::path& folder) {
    const std::string where = (folder / "model.tflite").string();
    const auto facts = ReadTfliteFacts(candidate.bytes, where);
    if (!facts) return Refuse("conversion_failed", facts.error().message);
    auto findings = CheckModelFacts(*facts, /*arena_need=*/0, contract_);
    if (findings.empty()) findings = CheckCalibration(candidate.feed, inputs_, Quantised(*facts) && contract_.keras);
    if (!findings.empty()) return VerdictOf(context_.causes, "artifacts", std::move(findings));
    Contract trial = contract_;
    if (const auto adopted = AdoptModel(trial, candidate.bytes, where); !adopted) {
      if (adopted.error().kind != ErrorKind::kBadInput) return Fail(adopted.error());
      return Refuse("runtime_unsupported", adopted.error().message);
    }
    candidate.measures["bytes"] = static_cast<double>(facts->bytes);
    candidate.measures["arena_need"] = trial.arena_need;
    findings = CheckModelFacts(*facts, trial.arena_need, trial);
    if (!findings.empty()) return VerdictOf(context_.causes, "artifacts", std::move(findings));
    if (from_litert.empty()) return JudgeWithoutRows(trial, *facts, folder / "target");
    candidate.measures["accuracy_tflite"] = AccuracyOf(from_litert, inputs_.classes);
    if (!from_keras.empty()) {
      const Agreement agreement = Compare(from_keras, from_litert);
      candidate.measures["accuracy_keras"] = AccuracyOf(from_keras, inputs_.classes);
      candidate.measures["label_agreement"] = agreement.labels;
      candidate.measures["largest_difference"] = agreement.largest_difference;
      findings = CheckAgainstKeras(from_keras, from_litert, inputs_, trial);
      if (!findings.empty()) return VerdictOf(context_.causes, "semantics", std::move(findings));
    }
    return JudgeOnTarget(candidate, trial, *facts, from_litert, folder / "target");
  }

  Result<Verdict> JudgeOnTarget(Candidate& candidate, const Contract& trial, const TfliteFacts& facts,
                                const Rows& from_litert, const fs::path& folder) {
    // The contract's notes say so; the verdict on a sketch will be inconclusive.
    if (!WhatTwinLacks(trial.library, facts).empty()) return VerdictOf(context_.causes, "semantics", {});
    AUTOPILOT_CHECK(MakeFolder(folder));
    AUTOPILOT_TRY(run, target_(trial, inputs_.rows, folder));
    if (!run.runs) {
      Verdict refused = Refuse("runtime_unsupported", "the target's runtime cannot run the model");
      refused.gate = "semantics";
      refused.findings.front().evidence = run.words;
      return refused;
    }
    candidate.measures["target_difference"] = Compare(from_litert, run.outputs).largest_difference;
    candidate.measures["accuracy_target"] = AccuracyOf(run.outputs, inputs_.classes);
    return VerdictOf(context_.causes, "semantics",
                     CheckAgainstTarget(from_litert, run.outputs, inputs_, Quantised(facts)));
  }

  /// There is nothing to convert; the given model is checked all the same.
  Result<StageResult> TakeGivenModel() {
    Outcome outcome;
    outcome.decision = {"model", "facts", "as given", "the application has no Keras model: nothing is converted", 0};
    Candidate candidate;
    candidate.bytes = contract_.tflite_bytes;
    inputs_ = InputsFor(contract_, contract_.tflite->input.elements());
    const fs::path folder = folder_ / "given";
    AUTOPILOT_CHECK(WriteFile(folder / "model.tflite", candidate.bytes));
    Rows from_litert;
    if (!inputs_.rows.empty()) {
      const json request = {{"task", "check_model"}, {"model", "model.tflite"}, {"rows", inputs_.rows}};
      AUTOPILOT_TRY(answer, context_.worker.Call(request, {}, folder));
      from_litert = answer.at("outputs").get<Rows>();
    }
    AUTOPILOT_TRY(verdict, Judge(candidate, {}, from_litert, folder));
    candidate.verdict = outcome.verdict = verdict;
    if (!verdict.passed()) outcome.decision.reason += "; " + EvidenceOf(verdict);
    AUTOPILOT_CHECK(RecordDecision(context_, "mc", outcome.decision));
    if (!Note(outcome)) return std::move(result_);
    return Adopt(candidate);
  }

  Result<StageResult> Adopt(const Candidate& candidate) {
    const fs::path file = folder_ / "model.tflite";
    AUTOPILOT_CHECK(WriteFile(file, candidate.bytes));
    AUTOPILOT_CHECK(AdoptModel(contract_, candidate.bytes, file.string()));
    const std::string header = RenderModelHeader(candidate.bytes, contract_.application.symbol);
    AUTOPILOT_CHECK(WriteFile(folder_ / "model.h", header));
    result_.artifacts.insert(result_.artifacts.begin(), {file, folder_ / "model.h"});
    result_.verdict = candidate.verdict;
    for (const auto& [name, value] : candidate.measures) {
      if (value >= 0) result_.measures[name] = value;
    }
    return std::move(result_);
  }

  /// Keeps a decision; false if the stage ends here.
  bool Note(const Outcome& outcome) {
    result_.decisions.push_back(outcome.decision);
    if (outcome.decision.decided_by == "reference") result_.reference_pieces.push_back(outcome.decision.step);
    result_.verdict = outcome.verdict;
    return outcome.verdict.passed();
  }

  StageContext& context_;
  Contract& contract_;
  const TargetRunner& target_;
  fs::path folder_;
  ModelInputs inputs_;
  std::map<std::string, Candidate> candidates_;
  StageResult result_;
};

}  // namespace

Result<StageResult> ConvertModel(StageContext& context, const TargetRunner& target) {
  return Conversion(context, target).Run();
}

}  // namespace autopilot
