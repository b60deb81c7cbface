#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "llm/reference_provider.h"
#include "stage/dp_table.h"
#include "stage/stage_test_bed.h"

namespace autopilot {
namespace {

constexpr const char* kRightFunction =
    "Here it is:\n```python\ndef feature(r, g, b):\n    total = r + g + b\n"
    "    return [r / total, g / total, b / total]\n```\n";
constexpr const char* kWrongFunction =
    "```python\ndef feature(r, g, b):\n    return [r / 300, g / 300, b / 300]\n```\n";

const Decision* Find(const StageResult& result, const std::string& step) {
  for (const Decision& decision : result.decisions) {
    if (decision.step == step) return &decision;
  }
  return nullptr;
}

std::string By(const StageResult& result, const std::string& step) {
  const Decision* decision = Find(result, step);
  return decision == nullptr ? "nobody" : decision->decided_by + ":" + decision->choice;
}

Table Artifact(StageTestBed& bed, const std::string& name) {
  const auto file = bed.Context().folder / "dp" / name;
  TableReading reading = ReadTable(file, bed.contract().data.feature_names, std::filesystem::file_time_type::min());
  EXPECT_TRUE(reading.findings.empty()) << name << ": " << reading.findings.front().message;
  return reading.table;
}

TEST(DataProcessingTest, TheExampleIsDecidedByFactsAndThreeAnswers) {
  ScriptedProvider provider({R"({"choice": "keep"})", kWrongFunction, kRightFunction, R"({"choice": "0.2"})"});
  ASSERT_OK_AND_ASSIGN(bed, StageTestBed::Make(SourceFolder() / "examples" / "fruit" / "app.toml", provider));
  StageContext context = bed->Context();
  ASSERT_OK_AND_ASSIGN(result, RunDataProcessing(context));
  EXPECT_TRUE(result.verdict.passed());
  EXPECT_TRUE(provider.spent());
  EXPECT_EQ(result.decisions.size(), 8u);
  EXPECT_EQ(By(result, "clean"), "facts:none");
  EXPECT_EQ(By(result, "outliers"), "model:keep");
  EXPECT_EQ(Find(result, "features")->decided_by, "model");
  EXPECT_EQ(Find(result, "features")->attempts, 2);
  EXPECT_EQ(By(result, "scale"), "facts:none");
  EXPECT_NE(Find(result, "scale")->reason.find("sum to one"), std::string::npos);
  EXPECT_EQ(By(result, "encode"), "facts:model_order");
  EXPECT_EQ(By(result, "balance"), "facts:none");
  EXPECT_EQ(By(result, "augment"), "facts:none");
  EXPECT_EQ(By(result, "split"), "model:0.2");
  EXPECT_TRUE(result.reference_pieces.empty());
  EXPECT_EQ(result.model_share, 1);

  // The counterexample of the wrong function is a worked example of the next question.
  const std::string& first = provider.requests.at(1).messages.back().text;
  const std::string& second = provider.requests.at(2).messages.back().text;
  const auto examples = [](const std::string& text) {
    std::size_t count = 0;
    for (auto at = text.find(" returns ["); at != std::string::npos; at = text.find(" returns [", at + 1)) ++count;
    return count;
  };
  EXPECT_EQ(examples(first), 2u) << first;
  EXPECT_EQ(examples(second), 3u) << second;

  EXPECT_EQ(result.measures.at("rows"), 255);
  EXPECT_EQ(result.measures.at("rows_train") + result.measures.at("rows_test"), 255);
  EXPECT_GT(result.measures.at("accuracy_before"), 0.97);
  EXPECT_EQ(result.measures.at("accuracy_after"), result.measures.at("accuracy_before"));
  EXPECT_GT(result.measures.at("accuracy_features"), 0.97);
  EXPECT_GT(result.measures.at("feature_readings"), 500) << "three brightness levels";
  EXPECT_LE(result.measures.at("feature_worst_difference"), bed->contract().input_tolerance);
  for (const auto& artifact : result.artifacts) EXPECT_TRUE(std::filesystem::is_regular_file(artifact)) << artifact;
  EXPECT_TRUE(Artifact(*bed, "train.csv").encoded);
  ASSERT_OK_AND_ASSIGN(code, ReadFile(context.folder / "dp" / "feature.py"));
  EXPECT_NE(code.find("total = r + g + b"), std::string::npos);

  ASSERT_OK_AND_ASSIGN(steps, bed->journal().Steps("test"));
  EXPECT_EQ(steps.size(), 8u);
  ASSERT_OK_AND_ASSIGN(attempts, bed->Asked());
  ASSERT_EQ(attempts.size(), 4u);
  EXPECT_EQ(attempts[1].verdict.root_cause, "input_scaling");
  EXPECT_FALSE(attempts[1].verdict.findings.front().counterexample.empty());
}

/// Few rows, unbalanced, with gaps; a model that is already converted. No tensorflow is needed.
std::filesystem::path WritePoorApplication(const std::filesystem::path& folder) {
  const auto fruit = ReadFile(SharedFolder() / "corpus" / "fruit" / "fruit_data.csv");
  EXPECT_OK(fruit);
  std::istringstream lines(*fruit);
  std::string text;
  std::map<std::string, int> rows;
  const std::map<std::string, int> wanted = {{"apple", 30}, {"banana", 60}, {"orange", 40}};
  for (std::string line; std::getline(lines, line);) {
    const std::string label = line.substr(0, line.find(','));
    if (label == "Fruit") text += line + "\n";
    if (!wanted.count(label) || rows[label] >= wanted.at(label)) continue;
    // One row of each class has lost its last value.
    if (rows[label]++ == 5) line = line.substr(0, line.rfind(',') + 1);
    text += line + "\n";
  }
  EXPECT_OK(WriteFile(folder / "poor.csv", text));
  std::string application = R"toml([application]
name = "Poor data"
description = "Few rows."
report = "label"
[data]
files = ["poor.csv"]
features = ["Red", "Green", "Blue"]
label = "Fruit"
[model]
tflite = "MODEL"
labels = ["Apple", "Banana", "Orange"]
io = "float32"
[target]
board = "nano33ble"
library = "tflm-2.4.0-alpha"
[[sensor]]
part = "APDS9960"
map = { Red = "r/(r+g+b)", Green = "g/(r+g+b)", Blue = "b/(r+g+b)" }
)toml";
  const std::string mark = "MODEL";
  const std::string model = (SharedFolder() / "corpus" / "fruit" / "model-float.tflite").string();
  application.replace(application.find(mark), mark.size(), model);
  EXPECT_OK(WriteFile(folder / "app.toml", application));
  return folder / "app.toml";
}

TEST(DataProcessingTest, PoorDataAreCleanedBalancedAndAugmentedWithoutALeak) {
  ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("autopilot-dp-test-"));
  // `features` never gets an answer that runs: the tool's own function stands in.
  ScriptedProvider provider(
      {R"({"choice": "drop"})", "no", "no", "no", "no", "no", R"({"choice": "oversample"})", R"({"choice": "none"})"});
  ASSERT_OK_AND_ASSIGN(bed, StageTestBed::Make(WritePoorApplication(folder.path()), provider));
  StageContext context = bed->Context();
  const auto outcome = RunDataProcessing(context);
  // The questions that follow depend on what the answers made of the data: the script ends at `split`.
  EXPECT_TRUE(FailsWith(outcome, ErrorKind::kBadInput, "no answer for dp/split"));
  ASSERT_OK_AND_ASSIGN(steps, bed->journal().Steps("test"));
  std::map<std::string, std::string> by;
  for (const StepRecord& step : steps) by[step.step] = step.decided_by;
  EXPECT_EQ(by["clean"], "facts") << "a filled row would not sum to one";
  EXPECT_EQ(by["features"], "reference");
  EXPECT_EQ(by["balance"], "model");
  EXPECT_EQ(Artifact(*bed, "clean.csv").rows.size(), 127u);
  std::map<std::string, int> rows;
  for (const TableRow& row : Artifact(*bed, "balance.csv").rows) ++rows[row.label];
  EXPECT_EQ(rows["Apple"], rows["Banana"]);
  EXPECT_EQ(rows["Orange"], rows["Banana"]);
}

TEST(DataProcessingTest, WithoutAModelToAskTheToolDecidesAndSaysSo) {
  ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("autopilot-dp-test-"));
  ReferenceProvider provider;
  ASSERT_OK_AND_ASSIGN(bed, StageTestBed::Make(WritePoorApplication(folder.path()), provider));
  StageContext context = bed->Context();
  ASSERT_OK_AND_ASSIGN(result, RunDataProcessing(context));
  EXPECT_TRUE(result.verdict.passed());
  EXPECT_EQ(By(result, "split"), "reference:0.2");
  EXPECT_EQ(result.model_share, 0);
  EXPECT_FALSE(result.reference_pieces.empty());
  const Table train = Artifact(*bed, "train.csv");
  const Table test = Artifact(*bed, "test.csv");
  std::set<int> trained;
  for (const TableRow& row : train.rows) trained.insert(row.row);
  for (const TableRow& row : test.rows) EXPECT_FALSE(trained.count(row.row)) << row.row;
}

TEST(DataProcessingTest, WithoutDataThereIsNothingToDo) {
  ScriptedProvider provider({});
  ASSERT_OK_AND_ASSIGN(bed, StageTestBed::Make(SharedFolder() / "apps" / "sine" / "app.toml", provider));
  StageContext context = bed->Context();
  ASSERT_OK_AND_ASSIGN(result, RunDataProcessing(context));
  EXPECT_TRUE(result.verdict.passed());
  EXPECT_EQ(By(result, "data"), "facts:none");
}

}  // namespace
}  // namespace autopilot
