#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>

#include "core/files.h"
#include "stage/decision.h"
#include "stage/dp_check.h"
#include "stage/dp_feature.h"
#include "stage/dp_operations.h"
#include "stage/dp_table.h"
#include "stage/dp_transform.h"
#include "stage/keras_on_data.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// How far an input computed from constants in float may be from what the training saw.
constexpr double kSameInput = 1e-3;

/// The stage while it runs: the table as far as it is processed, and what is known about it.
class DataProcessing {
 public:
  explicit DataProcessing(StageContext& context)
      : context_(context),
        data_(context.contract.data),
        features_(context.contract.data.feature_names),
        folder_(context.folder / "dp"),
        keras_(context.worker, context.contract, folder_ / "keras") {}

  Result<StageResult> Run() {
    result_.stage = "dp";
    AUTOPILOT_CHECK(Begin());
    for (const std::string& operation : OperationOrder()) {
      AUTOPILOT_TRY(outcome, operation == "features" ? Features() : Operate(operation));
      Note(outcome);
      if (!outcome.verdict.passed()) return std::move(result_);
    }
    AUTOPILOT_CHECK(Finish());
    AUTOPILOT_CHECK(HandOn());
    return std::move(result_);
  }

 private:
  /// Measures the table and the model's answers for it in one process.
  Status Begin() {
    std::error_code error;
    fs::remove_all(folder_, error);
    AUTOPILOT_CHECK(MakeFolder(folder_));
    for (const std::string& name : features_) {
      if (name == "row" || name == "copy" || name == "label" || name == "class") {
        return Fail(BadInput(fmt::format("the feature '{}' bears the name of a column that the tool adds", name),
                             "rename the column in the data and in [data] features")
                        .At(context_.contract.application.file.string()));
      }
    }
    table_ = TableOf(data_);
    AUTOPILOT_CHECK(WriteFile(folder_ / "input.csv", RenderTable(table_, features_)));
    AUTOPILOT_CHECK(keras_.Measure());
    result_.measures["rows"] = static_cast<double>(table_.rows.size());
    if (keras_.usable()) result_.measures["accuracy_before"] = keras_.accuracy();
    return MeasureTable();
  }

  Status MeasureTable() {
    const json request = {{"task", "dp_plan_facts"},
                          {"input", "table.csv"},
                          {"features", features_},
                          {"window", context_.contract.sensor_use.window}};
    AUTOPILOT_CHECK(WriteFile(folder_ / "facts" / "table.csv", RenderTable(table_, features_)));
    AUTOPILOT_TRY(answer, context_.worker.Call(request, {}, folder_ / "facts"));
    AUTOPILOT_TRY(facts, ReadPlanFacts(answer));
    facts_ = facts;
    return {};
  }

  OperationContext Facts() const { return {context_.contract, facts_, keras_.predictions()}; }

  Result<Outcome> Operate(const std::string& operation) {
    const Question question = QuestionFor(operation, Facts());
    Table after;
    const Execute execute = [&](const std::string& choice) -> Result<Verdict> {
      if (operation == "split") return Split(choice);
      return CarryOut(operation, choice, after);
    };
    AUTOPILOT_TRY(outcome, Decide(context_, question, PromptFacts(operation, Facts()), execute));
    if (!outcome.verdict.passed() || operation == "split") return outcome;
    const bool changed = !LeavesTableAlone(operation, outcome.decision.choice) && operation != "encode";
    if (WritesFunctions(context_) && CanBeTransform(operation, outcome.decision.choice)) {
      AUTOPILOT_CHECK(Transform(operation, outcome.decision.choice, after));
    }
    table_ = std::move(after);
    if (operation == "scale" && changed) TakeIntoSplit();
    if (operation == "scale" && !changed) scaling_ = {};
    if (changed) NoteTrainingOnly(operation, outcome.decision.choice);
    AUTOPILOT_CHECK(PutArtifact(operation + ".csv", RenderTable(table_, features_)));
    if (changed) AUTOPILOT_CHECK(MeasureTable());
    return outcome;
  }

  /// The model's own code for a choice; `after` is the tool's table, and stays so if the model fails.
  Status Transform(const std::string& operation, const std::string& choice, Table& after) {
    const Table own = after;
    const TransformTask task = {operation, choice, table_, own,
                                [&](const Table& made) { return CheckArtifact(operation, choice, made); }};
    AUTOPILOT_TRY(written, WriteTransform(context_, Facts(), task, folder_, after));
    result_.decisions.push_back(written.decision);
    if (written.by_model) return PutArtifact(operation + ".py", written.code);
    result_.reference_pieces.push_back(written.decision.step);
    return {};
  }

  /// What must hold for the table that an operation made, whoever made it.
  Result<std::vector<Finding>> CheckArtifact(const std::string& operation, const std::string& choice,
                                             const Table& after) {
    const auto rules = RulesFor(operation, choice, Facts(), table_);
    std::vector<Finding> findings = CheckTable(table_, after, data_, rules);
    if (operation == "encode" && findings.empty()) findings = CheckEncoding(after, data_);
    if (operation == "scale" && findings.empty()) findings = CheckScaling(after);
    if (findings.empty()) AUTOPILOT_CHECK(CheckAccuracy(operation, after, findings));
    return findings;
  }

  /// Runs one choice in a folder of its own and judges the table it wrote.
  Result<Verdict> CarryOut(const std::string& operation, const std::string& choice, Table& after) {
    if (LeavesTableAlone(operation, choice)) {
      after = table_;
      return VerdictOf(context_.causes, "artifacts", {});
    }
    const fs::path folder = folder_ / operation / choice;
    AUTOPILOT_CHECK(WriteFile(folder / "in.csv", RenderTable(table_, features_)));
    const auto since = fs::last_write_time(folder / "in.csv");
    json request = {{"task", operation},   {"choice", choice},      {"input", "in.csv"},
                    {"output", "out.csv"}, {"features", features_}, {"seed", context_.seed}};
    if (operation == "encode") request["labels"] = context_.contract.application.labels;
    if (operation == "scale") {
      AUTOPILOT_CHECK(WriteFile(folder / "fit.csv", RenderTable(train_, features_)));
      request["fit"] = "fit.csv";
    }
    const auto answer = context_.worker.Call(request, {}, folder);
    if (!answer) return Refused(answer.error(), operation);
    if (operation == "scale") AUTOPILOT_CHECK(TakeScaling(choice, *answer));
    TableReading reading = ReadTable(folder / "out.csv", features_, since);
    std::vector<Finding> findings = std::move(reading.findings);
    if (findings.empty()) {
      AUTOPILOT_TRY(found, CheckArtifact(operation, choice, reading.table));
      findings = std::move(found);
    }
    after = std::move(reading.table);
    return VerdictOf(context_.causes, "artifacts", std::move(findings));
  }

  /// The statistics that a scaling was made with, as the sketch will hold them.
  Status TakeScaling(const std::string& kind, const json& answer) {
    scaling_ = {};
    scaling_.kind = kind;
    scaling_.statistics_rows = static_cast<int>(train_.rows.size());
    const auto offsets = answer.at("offset").get<std::vector<double>>();
    const auto divisors = answer.at("divisor").get<std::vector<double>>();
    if (offsets.size() != features_.size() || divisors.size() != features_.size()) {
      return Fail(Infrastructure("the worker's scaling does not match the features", "run tools/setup"));
    }
    for (std::size_t i = 0; i < features_.size(); ++i) {
      scaling_.inputs.push_back({features_[i], AsFloat(offsets[i]), AsFloat(divisors[i])});
    }
    return {};
  }

  /// The constants, applied to the rows as they were, must give what the operation wrote: only then can the device do
  /// it.
  std::vector<Finding> CheckScaling(const Table& after) {
    std::map<std::pair<int, int>, const TableRow*> before;
    for (const TableRow& row : table_.rows) before[{row.row, row.copy}] = &row;
    scaling_.verified_rows = 0;
    scaling_.largest_difference = 0;
    for (const TableRow& row : after.rows) {
      const auto found = before.find({row.row, row.copy});
      if (found == before.end()) continue;
      const std::vector<double> expected = scaling_.Apply(found->second->values);
      ++scaling_.verified_rows;
      for (std::size_t i = 0; i < expected.size(); ++i) {
        const double difference = std::abs(expected[i] - row.values[i]);
        if (std::isnan(expected[i]) && std::isnan(row.values[i])) continue;
        scaling_.largest_difference = std::max(scaling_.largest_difference, difference);
        if (difference <= kSameInput) continue;
        Finding finding;
        finding.rule = "artifacts/scale";
        finding.root_cause = "script_failed";
        finding.message = fmt::format(
            "{} of row {} cannot be computed on the device: ({} - {:.9g}) / {:.9g} in float gives another value",
            features_[i], row.row, found->second->values[i], scaling_.inputs[i].offset, scaling_.inputs[i].divisor);
        finding.counterexample = {fmt::format("{}", found->second->values[i]), fmt::format("{:.6g}", row.values[i]),
                                  fmt::format("{:.6g}", expected[i])};
        finding.next = "scale otherwise, or give the column in units in which it is not so far from zero";
        return {finding};
      }
    }
    return {};
  }

  /// Both sides of the split hold the rows as they are scaled.
  void TakeIntoSplit() {
    for (Table* side : {&train_, &test_}) {
      for (TableRow& row : side->rows) row.values = scaling_.Apply(row.values);
    }
  }

  /// What changes rows for the training and is not done to a reading: said, so that nobody looks for it in the sketch.
  void NoteTrainingOnly(const std::string& operation, const std::string& choice) {
    const std::string done = operation + " " + choice;
    std::string why;
    if (done == "clean fill")
      why = "needs the class of a row, which the device does not know; its readings are complete";
    if (done == "outliers clip") why = "its limits hang on the class, which the device does not know";
    if (why.empty()) return;
    training_only_.push_back({operation, choice, why});
    context_.dialogue.console().Say(fmt::format("  note: {} is done to the training rows only: it {}", done, why));
  }

  /// What was done to the inputs is what the device has to do: from here on the contract says so. Last, because the
  /// rows of the contract are then no longer those of the files.
  Status HandOn() {
    scaling_.training_only = training_only_;
    if (!scaling_.Changes()) return {};
    AUTOPILOT_CHECK(PutArtifact("preprocessing.json", ToJson(scaling_).dump(2) + "\n"));
    result_.measures["preprocessing_rows"] = scaling_.verified_rows;
    result_.measures["preprocessing_difference"] = scaling_.largest_difference;
    context_.dialogue.console().Say(fmt::format(
        "  the sketch scales its inputs with {} constants measured on {} training rows ({}); verified on {} rows",
        2 * scaling_.inputs.size(), scaling_.statistics_rows, scaling_.kind, scaling_.verified_rows));
    return AdoptPreprocessing(context_.contract, scaling_);
  }

  /// The objective rule: the given model must not judge the processed rows worse than the rows before.
  /// Returns its accuracy on them, or -1 without a model.
  Result<double> CheckAccuracy(const std::string& operation, const Table& after, std::vector<Finding>& findings) {
    if (!keras_.usable()) return -1.0;
    AUTOPILOT_TRY(accuracy, keras_.AccuracyOn(after));
    if (accuracy >= keras_.accuracy() - context_.contract.accuracy_loss) return accuracy;
    Finding finding;
    finding.rule = "semantics/" + operation;
    finding.root_cause = operation == "scale" ? "rescaled_normalised" : "accuracy_lost";
    finding.message =
        fmt::format("the model is right on {:.3f} of the processed rows, {:.3f} before", accuracy, keras_.accuracy());
    finding.next = "leave the values as the model was trained on them";
    findings.push_back(finding);
    return accuracy;
  }

  /// A task that calls its input bad is the operation's fault; all else ends the run.
  Result<Verdict> Refused(const Error& error, const std::string& operation) {
    if (error.kind != ErrorKind::kBadInput) return Fail(error);
    Finding finding;
    finding.rule = "artifacts/" + operation;
    finding.root_cause = "script_failed";
    finding.message = error.message;
    finding.next = error.cure;
    return VerdictOf(context_.causes, "artifacts", {finding});
  }

  Result<Outcome> Features() {
    Outcome outcome;
    const Contract& contract = context_.contract;
    if (!contract.sensor || contract.application.serial_rows) {
      outcome.decision = {"features", "facts", "columns", "no sensor has a map: the columns are the inputs", 0};
      outcome.verdict = VerdictOf(context_.causes, "semantics", {});
      AUTOPILOT_CHECK(PutArtifact("features.csv", RenderTable(table_, features_)));
    } else {
      AUTOPILOT_TRY(task, MakeFeatureTask(context_.contract));
      AUTOPILOT_TRY(written, WriteFeatureFunction(context_, task));
      outcome = written.outcome;
      if (outcome.verdict.passed()) {
        AUTOPILOT_CHECK(PutArtifact("feature.py", written.code));
        result_.model_share = outcome.decision.decided_by == "model" ? 1 : 0;
        AUTOPILOT_TRY(verdict, JudgeOnRows(task, written));
        outcome.verdict = verdict;
      }
    }
    AUTOPILOT_CHECK(RecordDecision(context_, "dp", outcome.decision));
    return outcome;
  }

  /// What the device would feed the model for each row, at the middle brightness, against the row itself
  /// and through the model. The table goes on with the rows as measured: these differ from them by the
  /// rounding of counts.
  Result<Verdict> JudgeOnRows(const FeatureTask& task, const FeatureResult& written) {
    if (!task.from_rows || task.sampled) return PutFeatureArtifact(table_);
    const auto& levels = context_.contract.sensor->brightness;
    const double middle = levels.empty() ? 0 : levels[levels.size() / 2];
    std::map<int, std::size_t> case_of_row;
    double worst = 0;
    for (std::size_t i = 0; i < task.cases.size(); ++i) {
      const int row = task.cases[i].row;
      for (std::size_t f = 0; f < features_.size(); ++f) {
        worst = std::max(worst, std::abs(written.computed[i][f] - data_.features[static_cast<std::size_t>(row)][f]));
      }
      if (task.cases[i].brightness == middle) case_of_row[row] = i;
    }
    result_.measures["feature_readings"] = static_cast<double>(task.cases.size());
    result_.measures["feature_worst_difference"] = worst;
    Table computed;
    std::vector<int> rows;
    std::vector<std::vector<double>> values;
    for (const TableRow& row : table_.rows) {
      const auto found = case_of_row.find(row.row);
      if (found == case_of_row.end()) continue;
      rows.push_back(row.row);
      values.push_back(written.computed[found->second]);
    }
    const fs::path folder = folder_ / "features" / "rows";
    AUTOPILOT_CHECK(WriteFile(folder / "in.csv", RenderTable(table_, features_)));
    const auto since = fs::last_write_time(folder / "in.csv");
    const json request = {{"task", "features"},    {"choice", "function"}, {"input", "in.csv"}, {"output", "out.csv"},
                          {"features", features_}, {"rows", rows},         {"values", values}};
    const auto answer = context_.worker.Call(request, {}, folder);
    if (!answer) return Refused(answer.error(), "features");
    TableReading reading = ReadTable(folder / "out.csv", features_, since);
    std::vector<Finding> findings = std::move(reading.findings);
    if (findings.empty()) {
      OperationRules rules{"features", {}, false, false, true};
      // Rows that no reading reaches are the sensor's limit, not the function's.
      for (const TableRow& row : table_.rows) {
        if (!case_of_row.count(row.row)) rules.may_vanish.insert(row.row);
      }
      findings = CheckTable(table_, reading.table, data_, rules);
      AUTOPILOT_TRY(accuracy, CheckAccuracy("features", reading.table, findings));
      if (accuracy >= 0) result_.measures["accuracy_features"] = accuracy;
      AUTOPILOT_CHECK(PutArtifact("features.csv", RenderTable(reading.table, features_)));
    }
    return VerdictOf(context_.causes, "semantics", std::move(findings));
  }

  Result<Verdict> PutFeatureArtifact(const Table& table) {
    AUTOPILOT_CHECK(PutArtifact("features.csv", RenderTable(table, features_)));
    return VerdictOf(context_.causes, "semantics", {});
  }

  Result<Verdict> Split(const std::string& choice) {
    train_ = table_;
    test_ = {};
    test_.encoded = table_.encoded;
    if (choice == "none") return VerdictOf(context_.causes, "artifacts", {});
    const fs::path folder = folder_ / "split" / choice;
    AUTOPILOT_CHECK(WriteFile(folder / "in.csv", RenderTable(table_, features_)));
    const auto since = fs::last_write_time(folder / "in.csv");
    const double fraction = std::stod(choice);
    const int window = context_.contract.sensor_use.window;
    const json request = {{"task", "split"},    {"input", "in.csv"},     {"train", "train.csv"},
                          {"test", "test.csv"}, {"features", features_}, {"fraction", fraction},
                          {"window", window},   {"seed", context_.seed}};
    const auto answer = context_.worker.Call(request, {}, folder);
    if (!answer) return Refused(answer.error(), "split");
    TableReading train = ReadTable(folder / "train.csv", features_, since);
    TableReading test = ReadTable(folder / "test.csv", features_, since);
    std::vector<Finding> findings = std::move(train.findings);
    findings.insert(findings.end(), test.findings.begin(), test.findings.end());
    if (findings.empty()) findings = CheckSplit(table_, train.table, test.table, fraction, window > 1);
    train_ = std::move(train.table);
    test_ = std::move(test.table);
    return VerdictOf(context_.causes, "artifacts", std::move(findings));
  }

  Status Finish() {
    AUTOPILOT_CHECK(PutArtifact("train.csv", RenderTable(train_, features_)));
    AUTOPILOT_CHECK(PutArtifact("test.csv", RenderTable(test_, features_)));
    AUTOPILOT_CHECK(PutArtifact("processed.csv", RenderTable(table_, features_)));
    result_.measures["rows_processed"] = static_cast<double>(table_.rows.size());
    result_.measures["rows_train"] = static_cast<double>(train_.rows.size());
    result_.measures["rows_test"] = static_cast<double>(test_.rows.size());
    if (!keras_.usable()) return {};
    AUTOPILOT_TRY(accuracy, keras_.AccuracyOn(table_));
    result_.measures["accuracy_after"] = accuracy;
    if (!test_.rows.empty()) {
      AUTOPILOT_TRY(on_test, keras_.AccuracyOn(test_));
      result_.measures["accuracy_test"] = on_test;
    }
    return {};
  }

  Status PutArtifact(const std::string& name, const std::string& content) {
    AUTOPILOT_CHECK(WriteFile(folder_ / name, content));
    result_.artifacts.push_back(folder_ / name);
    return {};
  }

  void Note(const Outcome& outcome) {
    result_.decisions.push_back(outcome.decision);
    if (outcome.decision.decided_by == "reference") result_.reference_pieces.push_back(outcome.decision.step);
    result_.verdict = outcome.verdict;
  }

  StageContext& context_;
  const DataTable& data_;
  const std::vector<std::string>& features_;
  fs::path folder_;
  KerasOnData keras_;
  Table table_;
  Table train_;
  Table test_;
  Preprocessing scaling_;
  std::vector<TrainingOnly> training_only_;
  PlanFacts facts_;
  StageResult result_;
};

}  // namespace

Result<StageResult> RunDataProcessing(StageContext& context) {
  if (context.contract.data.size() > 0) return DataProcessing(context).Run();
  StageResult result;
  result.stage = "dp";
  result.decisions.push_back({"data", "facts", "none", "the application has no data set", 0});
  AUTOPILOT_CHECK(RecordDecision(context, "dp", result.decisions.front()));
  return result;
}

}  // namespace autopilot
