#include "app/preprocessing.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "app/contract.h"
#include "core/files.h"
#include "testing/status.h"

namespace autopilot {
namespace {

Preprocessing Example() {
  Preprocessing preprocessing;
  preprocessing.kind = "standard";
  preprocessing.inputs = {{"a", 2, 4}, {"b", -0.5, 1}};
  preprocessing.statistics_rows = 7;
  preprocessing.training_only = {{"outliers", "clip", "its limits hang on the class"}};
  return preprocessing;
}

class PreprocessingTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(folder, TemporaryFolder::Create("preprocessing"));
    folder_.emplace(std::move(folder));
  }
  std::filesystem::path Put(const std::string& text) {
    EXPECT_TRUE(WriteFile(folder_->path() / "p.json", text));
    return folder_->path() / "p.json";
  }
  std::optional<TemporaryFolder> folder_;
};

TEST_F(PreprocessingTest, ScalesAndLeavesGapsOpen) {
  const std::vector<double> values = Example().Apply({10, std::nan("")});
  EXPECT_EQ(values[0], 2);
  EXPECT_TRUE(std::isnan(values[1]));
}

TEST_F(PreprocessingTest, WritesExpressionsThatGiveTheSame) {
  EXPECT_EQ(ScaledExpression("r/g", {"a", 0, 1}), "r/g");
  EXPECT_EQ(ScaledExpression("r/g", {"a", 0.25, 1}), "(r/g) - 0.25");
  EXPECT_EQ(ScaledExpression("r-g", {"a", 0, 2}), "((r-g)) / 2");
  const std::string text = ScaledExpression("r-g", {"a", -1e-7, 0.001});
  ASSERT_OK_AND_ASSIGN(expression, Expression::Parse(text, {"r", "g"}));
  EXPECT_NEAR(expression.Evaluate({3, 1}), (2 + 1e-7) / 0.001, 1e-6);
}

TEST_F(PreprocessingTest, ReadsWhatItWrites) {
  ASSERT_OK_AND_ASSIGN(read, ReadPreprocessing(Put(ToJson(Example()).dump()), {"a", "b"}));
  EXPECT_EQ(ToJson(read)["inputs"], ToJson(Example())["inputs"]);
  EXPECT_EQ(read.kind, "standard");
  EXPECT_EQ(read.training_only.at(0).choice, "clip");
}

TEST_F(PreprocessingTest, RefusesWhatDoesNotFit) {
  const auto fails = [&](const std::string& text, const std::string& says) {
    return FailsWith(ReadPreprocessing(Put(text), {"a", "b"}), ErrorKind::kBadInput, says);
  };
  EXPECT_TRUE(fails("[1]", "no JSON object"));
  EXPECT_TRUE(fails("{\"kind\": \"standard\"}", "not of the documented shape"));
  Preprocessing other = Example();
  std::swap(other.inputs[0], other.inputs[1]);
  EXPECT_TRUE(fails(ToJson(other).dump(), "it is about the inputs b, a, the application has a, b"));
  other = Example();
  other.inputs[1].divisor = 0;
  EXPECT_TRUE(fails(ToJson(other).dump(), "\"b\" is divided by 0"));
}

TEST_F(PreprocessingTest, MovesTheContractIntoTheModelsInputs) {
  Contract contract;
  contract.sensor.emplace();
  contract.sensor->channels = {"x", "y"};
  contract.features = {{"a", "x"}, {"b", "x+y"}};
  contract.data.feature_names = {"a", "b"};
  contract.data.features = {{2, 0}, {6, 1}};
  contract.data.label_index = {-1, -1};
  ASSERT_TRUE(AdoptPreprocessing(contract, Example()));
  EXPECT_EQ(contract.data.features, (std::vector<std::vector<double>>{{0, 0.5}, {1, 1.5}}));
  EXPECT_EQ(contract.data.facts.at(1).mean, 1);
  ASSERT_OK_AND_ASSIGN(inputs, contract.Features({6, -5}));
  EXPECT_EQ(inputs, (std::vector<double>{1, 1.5})) << "forward from the sensor to what the model sees";
}

}  // namespace
}  // namespace autopilot
