#include "stage/mc_conversion.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "stage/stage_test_bed.h"

namespace autopilot {
namespace {

std::string By(const StageResult& result, const std::string& step) {
  for (const Decision& decision : result.decisions) {
    if (decision.step == step) return decision.decided_by + ":" + decision.choice;
  }
  return "nobody";
}

/// A target that computes what LiteRT does, plus `error` on int8 inside.
class FakeTarget {
 public:
  FakeTarget(StageTestBed& bed, double error) : bed_(&bed), error_(error) {}
  Result<TargetRun> operator()(const Contract& contract, const std::vector<std::vector<double>>& rows,
                               const std::filesystem::path& folder) const {
    AUTOPILOT_CHECK(WriteFile(folder / "target.tflite", contract.tflite_bytes));
    AUTOPILOT_TRY(answer, bed_->Context().worker.Call(
                              {{"task", "check_model"}, {"model", "target.tflite"}, {"rows", rows}}, {}, folder));
    TargetRun run;
    run.runs = true;
    run.outputs = answer.at("outputs").get<std::vector<std::vector<double>>>();
    const bool quantised = contract.tflite->operators.front().input_types.front() == "int8" ||
                           contract.tflite->operators.front().name == "QUANTIZE";
    if (quantised) run.outputs.front().front() += error_;
    return run;
  }

 private:
  StageTestBed* bed_;
  double error_;
};

TEST(ModelConversionTest, AModelThatTheTargetComputesOtherwiseIsNotAdopted) {
  ScriptedProvider provider({R"({"choice": "int8"})"});
  ASSERT_OK_AND_ASSIGN(bed, StageTestBed::Make(SharedFolder() / "apps" / "fruit" / "app.toml", provider));
  StageContext context = bed->Context();
  ASSERT_OK_AND_ASSIGN(result, ConvertModel(context, FakeTarget(*bed, 0.2)));
  EXPECT_TRUE(result.verdict.passed());
  EXPECT_EQ(By(result, "input_output"), "facts:float32");
  EXPECT_EQ(By(result, "quantisation"), "facts:float32") << "int8 was tried and refuted";
  EXPECT_EQ(By(result, "calibration"), "nobody");
  ASSERT_OK_AND_ASSIGN(attempts, bed->Asked());
  ASSERT_EQ(attempts.size(), 1u);
  EXPECT_EQ(attempts[0].verdict.root_cause, "runtime_numerics_differ");
  EXPECT_EQ(bed->contract().tflite->input.type, "float32");
  EXPECT_EQ(result.measures.at("label_agreement"), 1);
  EXPECT_LT(result.measures.at("target_difference"), 1e-6);
  ASSERT_EQ(result.artifacts.size(), 2u);
  ASSERT_OK_AND_ASSIGN(text, ReadFile(context.folder / "mc" / "model.h"));
  ASSERT_OK_AND_ASSIGN(header, ReadModelHeader(text, "model.h"));
  EXPECT_EQ(header.symbol, "model");
  EXPECT_EQ(header.bytes, bed->contract().tflite_bytes);
}

TEST(ModelConversionTest, Int8IsCalibratedOnTheRowsThatTheModelChose) {
  ScriptedProvider provider({R"({"choice": "64"})"});
  ASSERT_OK_AND_ASSIGN(bed, StageTestBed::Make(SharedFolder() / "apps" / "fruit_int8" / "app.toml", provider));
  StageContext context = bed->Context();
  ASSERT_OK_AND_ASSIGN(result, ConvertModel(context, FakeTarget(*bed, 0)));
  EXPECT_TRUE(result.verdict.passed());
  EXPECT_EQ(By(result, "quantisation"), "facts:int8");
  EXPECT_EQ(By(result, "calibration"), "model:64");
  EXPECT_EQ(result.measures.at("calibration_rows"), 64);
  EXPECT_EQ(bed->contract().tflite->input.type, "int8");
  for (const OperatorFacts& op : bed->contract().tflite->operators) EXPECT_FALSE(op.per_channel_weights);
}

TEST(ModelConversionTest, AGivenModelThatTheTargetCannotRunIsRejected) {
  ScriptedProvider provider({});
  ASSERT_OK_AND_ASSIGN(bed, StageTestBed::Make(SharedFolder() / "apps" / "sine" / "app.toml", provider));
  StageContext context = bed->Context();
  const TargetRunner broken = [](const Contract&, const std::vector<std::vector<double>>& rows,
                                 const std::filesystem::path&) -> Result<TargetRun> {
    EXPECT_EQ(rows.size(), 64u);
    TargetRun run;
    run.words = "Didn't find op for builtin opcode";
    return run;
  };
  ASSERT_OK_AND_ASSIGN(result, ConvertModel(context, broken));
  EXPECT_EQ(result.verdict.verdict, VerdictKind::kReject);
  EXPECT_EQ(result.verdict.root_cause, "runtime_unsupported");
  EXPECT_EQ(result.verdict.findings.at(0).evidence, "Didn't find op for builtin opcode");
  EXPECT_TRUE(result.artifacts.empty());
}

TEST(ModelConversionTest, AGivenModelIsTakenAsItIs) {
  ScriptedProvider provider({});
  ASSERT_OK_AND_ASSIGN(bed, StageTestBed::Make(SharedFolder() / "apps" / "sine" / "app.toml", provider));
  const std::string given = bed->contract().tflite_bytes;
  StageContext context = bed->Context();
  ASSERT_OK_AND_ASSIGN(result, ConvertModel(context, FakeTarget(*bed, 0)));
  EXPECT_TRUE(result.verdict.passed()) << result.verdict.root_cause;
  EXPECT_EQ(By(result, "model"), "facts:as given");
  EXPECT_EQ(bed->contract().tflite_bytes, given);
  EXPECT_TRUE(std::filesystem::is_regular_file(context.folder / "mc" / "model.tflite"));
}

}  // namespace
}  // namespace autopilot
