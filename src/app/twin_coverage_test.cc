#include "app/twin_coverage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/shared_folder.h"
#include "testing/status.h"

namespace autopilot {
namespace {

using testing::HasSubstr;

OperatorFacts Operator(const std::string& name, const std::string& in, const std::string& out) {
  OperatorFacts op;
  op.name = name;
  op.input_types = {in, "int8", "int32"};
  op.output_types = {out};
  return op;
}

class TwinCoverage : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(profiles, LoadProfiles(SourceFolder() / "profiles"));
    profiles_ = std::move(profiles);
  }
  std::string Lack(const std::string& library, const OperatorFacts& op) {
    TfliteFacts facts;
    facts.operators = {Operator("FULLY_CONNECTED", "int8", "int8"), op};
    return WhatTwinLacks(profiles_.libraries.at(library), facts);
  }
  Profiles profiles_;
};

TEST_F(TwinCoverage, OperatorsThatOnlyTheGenerationHas) {
  EXPECT_EQ(Lack("tflm-now", Operator("SOFTMAX", "int8", "int8")), "");
  EXPECT_THAT(Lack("tflm-now", Operator("BATCH_MATMUL", "int8", "int8")), HasSubstr("BATCH_MATMUL"));
  EXPECT_THAT(Lack("tflm-2.4.0-alpha", Operator("HARD_SWISH", "int8", "int8")), HasSubstr("HARD_SWISH"));
}

TEST_F(TwinCoverage, TypesThatOnlyTheGenerationRuns) {
  EXPECT_THAT(Lack("tflm-2023", Operator("QUANTIZE", "int8", "uint8")), HasSubstr("from int8 to uint8"));
  EXPECT_EQ(Lack("tflm-2023", Operator("QUANTIZE", "float32", "int8")), "");
  // Here it is no lack of the twin: the generation itself refuses.
  EXPECT_EQ(Lack("tflm-2.4.0-alpha", Operator("QUANTIZE", "int8", "uint8")), "");
}

TEST_F(TwinCoverage, DenseWeightsByChannel) {
  OperatorFacts dense = Operator("FULLY_CONNECTED", "int8", "int8");
  dense.per_channel_weights = true;
  EXPECT_THAT(Lack("tflm-now", dense), HasSubstr("one scale for each channel"));
  EXPECT_EQ(Lack("tflm-2023", dense), "");  // Computed wrongly there: the contract refuses such a model.
  EXPECT_TRUE(profiles_.libraries.at("tflm-now").NeedsPerTensorDense());
}

}  // namespace
}  // namespace autopilot
