#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>

#include "core/files.h"
#include "core/hash.h"
#include "stage/decision.h"
#include "stage/mc_check.h"
#include "stage/stage.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Below this share of held-out rows a user should look at the data.
constexpr double kWeakAccuracy = 0.8;

/// Trains on what data processing wrote, by the recipe in python/worker_train.py. No language model takes part.
class Training {
 public:
  explicit Training(StageContext& context)
      : context_(context), contract_(context.contract), folder_(context.folder / "train") {}

  Result<StageResult> Run() {
    result_.stage = "train";
    std::error_code error;
    fs::remove_all(folder_, error);
    AUTOPILOT_CHECK(MakeFolder(folder_));
    for (const char* name : {"train.csv", "test.csv"}) {
      const fs::path table = context_.folder / "dp" / name;
      if (!fs::exists(table, error)) {
        return Fail(BadInput("there is nothing to train with: the stage train reads what the stage dp wrote",
                             "run both: --stages dp,train,mc,sg")
                        .At(contract_.application.file.string()));
      }
      fs::copy_file(table, folder_ / name, error);
      if (error) return Fail(Infrastructure("cannot copy " + table.string() + ": " + error.message()));
    }
    AUTOPILOT_CHECK(Train());
    return std::move(result_);
  }

 private:
  bool Windowed() const { return contract_.sensor_use.window > 1; }

  /// Trains and measures in one process. Where the data do not let themselves be learnt from, the verdict says why.
  Status Train() {
    json request = {{"task", "train"},
                    {"train", "train.csv"},
                    {"test", "test.csv"},
                    {"features", contract_.application.features},
                    {"classes", contract_.application.labels.size()},
                    {"window", contract_.sensor_use.window},
                    {"output", "model.keras"},
                    {"seed", context_.seed}};
    if (Windowed()) request["recordings"] = contract_.data.recording_index;
    const int elements =
        static_cast<int>(contract_.application.features.size()) * std::max(1, contract_.sensor_use.window);
    const ModelInputs inputs = InputsFor(contract_, elements);
    const json facts = {
        {"task", "keras_facts"}, {"model", "model.keras"}, {"rows", inputs.rows}, {"classes", inputs.classes}};
    const json both = {{"task", "batch"}, {"tasks", {request, facts}}};
    const auto answers = context_.worker.Call(both, {}, folder_);
    Decision decision{"recipe", "tool", Windowed() ? "dense layers over the window" : "dense layers", "", 0};
    if (!answers) {
      if (answers.error().kind != ErrorKind::kBadInput) return Fail(answers.error());
      Finding finding;
      finding.rule = "artifacts/train";
      finding.message = answers.error().message;
      finding.next = answers.error().cure;
      result_.verdict = VerdictOf(context_.causes, "artifacts", {finding});
      return {};
    }
    const json& answer = answers->at("answers").at(0);
    const char* const measures[] = {"accuracy",     "accuracy_train", "largest_class", "samples",
                                    "test_samples", "parameters",     "epochs",        "seconds"};
    for (const char* name : measures) result_.measures[name] = answer.at(name).get<double>();
    result_.confusion.labels = contract_.application.labels;
    result_.confusion.counts = answer.at("confusion").get<std::vector<std::vector<int>>>();
    const double accuracy = result_.measures["accuracy"];
    decision.reason =
        fmt::format("{:.1f} % of {:.0f} held-out {} right after {:.0f} epochs", 100 * accuracy,
                    result_.measures["test_samples"], Windowed() ? "windows" : "rows", result_.measures["epochs"]);
    if (answer.at("out_of_time").get<bool>()) decision.reason += "; ended because its time was over";
    result_.decisions.push_back(decision);
    AUTOPILOT_CHECK(RecordDecision(context_, "train", decision));
    context_.dialogue.console().Say("  " + decision.reason);
    result_.artifacts = {folder_ / "model.keras"};
    result_.verdict = VerdictOf(context_.causes, "semantics", Judge(accuracy));
    if (!result_.verdict.passed()) return {};
    return Adopt(answers->at("answers").at(1));
  }

  /// A model that knows no more than which class is the largest is none.
  std::vector<Finding> Judge(double accuracy) const {
    const double guess = result_.measures.at("largest_class");
    if (accuracy > guess && accuracy >= kWeakAccuracy) return {};
    Finding finding;
    finding.rule = "semantics/train";
    finding.severity = accuracy > guess ? Severity::kWarning : Severity::kError;
    finding.message =
        accuracy > guess
            ? fmt::format("the trained model is right on {:.0f} % of the held-out rows only", 100 * accuracy)
            : fmt::format(
                  "the trained model tells the classes no better than guessing: {:.0f} % of the held-out rows "
                  "are right, {:.0f} % are of the largest class",
                  100 * accuracy, 100 * guess);
    finding.next = "add rows, or columns that tell the classes apart; look at the confusion matrix";
    return {finding};
  }

  /// The new model takes the place of the one that app.toml does not name.
  Status Adopt(const json& answer) {
    const fs::path model = folder_ / "model.keras";
    AUTOPILOT_TRY(hash, Sha256OfFile(model));
    KerasFacts facts;
    facts.sha256 = hash;
    facts.input_shape = answer.at("input_shape").get<std::vector<int>>();
    facts.output_shape = answer.at("output_shape").get<std::vector<int>>();
    facts.last_activation = answer.at("last_activation").get<std::string>();
    facts.accuracy = answer.at("accuracy").get<double>();
    facts.parameters = answer.at("parameters").get<int>();
    contract_.application.keras = model;
    contract_.keras = facts;
    return {};
  }

  StageContext& context_;
  Contract& contract_;
  fs::path folder_;
  StageResult result_;
};

}  // namespace

Result<StageResult> RunTraining(StageContext& context) { return Training(context).Run(); }

}  // namespace autopilot
