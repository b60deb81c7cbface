#include "stage/mc_check.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/files.h"
#include "testing/shared_folder.h"
#include "testing/status.h"

namespace autopilot {
namespace {

TfliteFacts FactsOf(const std::string& name) {
  const auto file = SharedFolder() / "models" / name;
  const auto facts = ReadTfliteFacts(ReadFile(file).value_or(""), name);
  EXPECT_OK(facts);
  return facts.value_or(TfliteFacts{});
}

class McCheckTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto profiles = LoadProfiles(SourceFolder() / "profiles");
    ASSERT_OK(profiles);
    contract_.library = profiles->libraries.at("tflm-2.4.0-alpha");
    contract_.board = profiles->boards.at("nano33ble");
    contract_.application.io = "float32";
  }
  std::string CauseOf(const std::string& model, int arena = 1000) {
    const auto findings = CheckModelFacts(FactsOf(model), arena, contract_);
    return findings.empty() ? "" : findings.front().root_cause;
  }
  Contract contract_;
};

TEST_F(McCheckTest, AFittingModelPasses) {
  EXPECT_EQ(CauseOf("fruit/float.tflite"), "");
  contract_.application.io = "int8";
  EXPECT_EQ(CauseOf("fruit/int8-per-tensor.tflite"), "");
}

TEST_F(McCheckTest, FaultsOfTheBytesAreNamed) {
  EXPECT_EQ(CauseOf("fruit/int8-per-tensor.tflite"), "dtype_not_as_asked");
  EXPECT_EQ(CauseOf("fruit/float-in-uint8-out.tflite"), "dtype_not_as_asked");
  contract_.application.io = "int8";
  EXPECT_EQ(CauseOf("fruit/int8-per-channel.tflite"), "runtime_numerics_differ");
  contract_.application.io = "float32";
  EXPECT_EQ(CauseOf("fruit/float.tflite", contract_.board.ram_bytes + 1), "ram_overflow");
  contract_.board.flash_bytes = 1000;
  EXPECT_EQ(CauseOf("fruit/float.tflite"), "flash_overflow");
  contract_.board.flash_bytes = 100000;
  contract_.library.operator_adder.erase("SOFTMAX");
  EXPECT_EQ(CauseOf("fruit/float.tflite"), "runtime_unsupported");
}

TEST_F(McCheckTest, OperatorsThatFailAtRunTimeAreNamed) {
  bool found = false;
  for (const Finding& finding : CheckModelFacts(FactsOf("fruit/float-in-uint8-out.tflite"), 0, contract_)) {
    found = found || finding.root_cause == "runtime_unsupported";
  }
  EXPECT_TRUE(found) << "QUANTIZE from int8 to uint8 fails in Invoke";
}

TEST_F(McCheckTest, ComparesWithKeras) {
  const ModelInputs inputs{{{1}, {2}, {3}, {4}}, {0, 1, 0, 1}};
  const std::vector<std::vector<double>> keras = {{0.9, 0.1}, {0.1, 0.9}, {0.8, 0.2}, {0.2, 0.8}};
  EXPECT_TRUE(CheckAgainstKeras(keras, keras, inputs, contract_).empty());
  auto worse = keras;
  worse[2] = {0.3, 0.7};
  const auto findings = CheckAgainstKeras(keras, worse, inputs, contract_);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].root_cause, "accuracy_lost");
  EXPECT_EQ(findings[0].counterexample.input, "[3]");
  // Another label counts even where accuracy does not fall.
  const ModelInputs unlabelled{inputs.rows, {}};
  EXPECT_EQ(CheckAgainstKeras(keras, worse, unlabelled, contract_).size(), 1u);
  // A predicted number is judged by its range.
  const std::vector<std::vector<double>> numbers = {{-1}, {0}, {1}, {0.5}};
  EXPECT_TRUE(CheckAgainstKeras(numbers, {{-0.95}, {0}, {1}, {0.5}}, unlabelled, contract_).empty());
  EXPECT_FALSE(CheckAgainstKeras(numbers, {{-0.7}, {0}, {1}, {0.5}}, unlabelled, contract_).empty());
}

TEST_F(McCheckTest, ComparesWithTheTarget) {
  const ModelInputs inputs{{{1}, {2}}, {}};
  const std::vector<std::vector<double>> litert = {{0.9, 0.1}, {0.1, 0.9}};
  EXPECT_TRUE(CheckAgainstTarget(litert, {{0.9001, 0.0999}, {0.1, 0.9}}, inputs, false).empty());
  EXPECT_FALSE(CheckAgainstTarget(litert, {{0.908, 0.092}, {0.1, 0.9}}, inputs, false).empty());
  EXPECT_TRUE(CheckAgainstTarget(litert, {{0.908, 0.092}, {0.1, 0.9}}, inputs, true).empty());
  const auto off = CheckAgainstTarget(litert, {{0.86, 0.14}, {0.1, 0.9}}, inputs, true);
  ASSERT_EQ(off.size(), 1u);
  EXPECT_EQ(off[0].root_cause, "runtime_numerics_differ");
  EXPECT_FALSE(CheckAgainstTarget(litert, {{std::nan(""), 0}, {0.1, 0.9}}, inputs, true).empty());
  EXPECT_EQ(CheckAgainstTarget(litert, {{0.9, 0.1}}, inputs, true).at(0).root_cause, "runtime_unsupported");
}

TEST_F(McCheckTest, ShowsAModelWhatFitsIt) {
  contract_.data.feature_names = {"a", "b"};
  contract_.data.features = {{1, 2}, {3, 4}, {5, 6}, {7, std::nan("")}, {9, 10}};
  contract_.data.label_index = {0, 0, 0, 1, 1};
  EXPECT_EQ(InputsFor(contract_, 2).rows.size(), 4u);
  EXPECT_EQ(InputsFor(contract_, 2).classes, (std::vector<int>{0, 0, 0, 1}));
  EXPECT_TRUE(InputsFor(contract_, 4).rows.empty());
  contract_.sensor_use.window = 2;
  const ModelInputs windows = InputsFor(contract_, 4);
  ASSERT_EQ(windows.rows.size(), 1u) << "a window holds readings of one class";
  EXPECT_EQ(windows.rows[0], (std::vector<double>{1, 2, 3, 4}));
  contract_.application.sweep = SweepInput{"x", 0, 4, 8};
  EXPECT_EQ(InputsFor(contract_, 1).rows.size(), 8u);
}

}  // namespace
}  // namespace autopilot
