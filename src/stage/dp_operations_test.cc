#include "stage/dp_operations.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "testing/status.h"

namespace autopilot {
namespace {

/// Facts of a healthy data set: nothing to ask but the share of test rows.
PlanFacts Healthy() {
  PlanFacts facts;
  facts.rows = 250;
  facts.sums_to_one = true;
  facts.class_ratio = 1.1;
  facts.class_rows = {{"Apple", 80}, {"Banana", 85}, {"Orange", 85}};
  facts.groups_by_class = {{"Apple", 40}, {"Banana", 50}, {"Orange", 60}};
  return facts;
}

class DpOperationsTest : public testing::Test {
 protected:
  DpOperationsTest() {
    contract_.application.keras = "model.keras";
    contract_.application.labels = {"Apple", "Banana", "Orange"};
    contract_.data.rows_sum_to_one = true;
  }
  /// What is left to choose, in order.
  std::vector<std::string> Left(const std::string& operation) const {
    std::vector<std::string> left;
    for (const Option& option : QuestionFor(operation, {contract_, facts_, predictions_}).options) {
      if (option.ruled_out.empty()) left.push_back(option.name);
    }
    return left;
  }
  using Names = std::vector<std::string>;
  Contract contract_;
  PlanFacts facts_ = Healthy();
  std::vector<int> predictions_;
};

TEST_F(DpOperationsTest, HealthyDataLeaveOneQuestion) {
  EXPECT_EQ(Left("clean"), Names{"none"});
  EXPECT_EQ(Left("outliers"), Names{"keep"});
  EXPECT_EQ(Left("scale"), Names{"none"});
  EXPECT_EQ(Left("encode"), Names{"model_order"});
  EXPECT_EQ(Left("balance"), Names{"none"});
  EXPECT_EQ(Left("augment"), Names{"none"});
  EXPECT_EQ(Left("split"), (Names{"0.1", "0.2", "0.3"}));
}

TEST_F(DpOperationsTest, MissingValuesMustGo) {
  facts_.missing_rows = 3;
  EXPECT_EQ(Left("clean"), Names{"drop"}) << "a filled row would not sum to one";
  contract_.data.rows_sum_to_one = false;
  EXPECT_EQ(Left("clean"), (Names{"drop", "fill"}));
  contract_.sensor_use.window = 128;
  EXPECT_EQ(Left("clean"), Names{"fill"}) << "a recording must not have gaps";
}

TEST_F(DpOperationsTest, OutliersAreAQuestionWhenFew) {
  facts_.outliers.resize(2);
  EXPECT_EQ(Left("outliers"), (Names{"keep", "drop"}));
  facts_.sums_to_one = false;
  EXPECT_EQ(Left("outliers"), (Names{"keep", "drop", "clip"}));
  facts_.outliers.resize(30);
  EXPECT_EQ(Left("outliers"), (Names{"keep", "clip"}));
}

TEST_F(DpOperationsTest, ScalingIsOpenOnlyWithoutSensorAndModel) {
  facts_.sums_to_one = false;
  EXPECT_EQ(Left("scale"), (Names{"none", "minmax", "standard"}));
  contract_.sensor.emplace();
  EXPECT_EQ(Left("scale"), Names{"none"});
}

TEST_F(DpOperationsTest, BeforeATrainingScalingIsOpenWhateverTheSensor) {
  contract_.application.keras.reset();
  contract_.sensor.emplace();
  EXPECT_EQ(Left("scale"), Names{"none"}) << "rows that sum to one stay so";
  facts_.sums_to_one = false;
  contract_.data.facts = {{"a", 0, 1, 0.5, 0.3, 0}, {"b", 0, 2, 1, 0.5, 0}};
  const auto question = [&] { return QuestionFor("scale", {contract_, facts_, predictions_}); };
  EXPECT_EQ(Left("scale"), (Names{"none", "minmax", "standard"}));
  EXPECT_EQ(question().preference.front(), "standard");
  contract_.data.facts[1] = {"b", 0, 500, 30, 60, 0};
  EXPECT_EQ(Left("scale"), (Names{"minmax", "standard"})) << "columns too unlike to be left as they are";
  EXPECT_EQ(question().preference.front(), "minmax") << "a column with values far from its mean";
}

TEST_F(DpOperationsTest, UnbalancedAndSmallDataAreQuestions) {
  facts_.class_ratio = 2;
  facts_.class_rows["Apple"] = 49;
  EXPECT_EQ(Left("balance"), (Names{"none", "undersample", "oversample"}));
  EXPECT_EQ(Left("augment"), (Names{"none", "jitter"}));
  contract_.sensor_use.window = 128;
  EXPECT_EQ(Left("balance"), Names{"none"});
  EXPECT_EQ(Left("augment"), Names{"none"});
}

TEST_F(DpOperationsTest, ASplitNeedsRowsOnBothSides) {
  facts_.class_rows["Apple"] = 20;
  EXPECT_EQ(Left("split"), Names{"0.3"});
  facts_.groups_by_class["Apple"] = 9;
  EXPECT_EQ(Left("split"), Names{"none"});
}

TEST_F(DpOperationsTest, TheModelSeesWhatTheGivenModelSaysOfAnOutlier) {
  contract_.data.label_index = {0, 1};
  predictions_ = {0, 2};
  facts_.outliers = {{0, "Apple", {0.5, 0.3, 0.2}, {0.4, 0.3, 0.3}, 3.2}, {1, "Banana", {0, 0, 1}, {0, 1, 0}, 9}};
  const nlohmann::json facts = PromptFacts("outliers", {contract_, facts_, predictions_});
  EXPECT_EQ(facts.at("outliers").at(0).at("right"), true);
  EXPECT_EQ(facts.at("outliers").at(1).at("wrong"), true);
  EXPECT_EQ(facts.at("outliers").at(1).at("deviations"), "9.0");
}

TEST_F(DpOperationsTest, OfAWideTableTheModelSeesWhatLiesFurthestOff) {
  contract_.data.feature_names.clear();
  for (int i = 0; i < 64; ++i) contract_.data.feature_names.push_back("pixel_" + std::to_string(i));
  facts_.outliers = {{7, "2", std::vector<double>(64, 0.25), std::vector<double>(64, 9), 5, 63}};
  const nlohmann::json facts = PromptFacts("outliers", {contract_, facts_, predictions_});
  EXPECT_EQ(facts.at("columns"), "pixel_0, pixel_1, ..., pixel_63 (64 in all)");
  EXPECT_EQ(facts.at("outliers").at(0).at("values"), "pixel_63 0.250");
  EXPECT_EQ(facts.at("outliers").at(0).at("mean"), "9.000");
}

TEST_F(DpOperationsTest, FactsOfAnotherShapeAreRefused) {
  EXPECT_TRUE(FailsWith(ReadPlanFacts({{"rows", "many"}}), ErrorKind::kInfrastructure, "facts"));
}

}  // namespace
}  // namespace autopilot
