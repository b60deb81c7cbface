#include "repair/real_number.h"

#include "repair/repair_bed_for_test.h"

namespace autopilot {
namespace {

class RealNumber : public RepairBed {
 protected:
  /// The real number in `value`, which a function of int8_t returns behind `before`.
  std::string In(const std::string& value, const std::string& before = "") {
    const SketchTree tree("int8_t f(float x, float y, TfLiteTensor* in) {\n" + before + "  return " + value + ";\n}\n");
    const SketchView view(tree);
    const RepairCase candidate{tree, view, contract_, facts_, verdict_, diagnostics_};
    for (const TreeNode& node : tree.All({"return_statement"})) return RealNumberIn(candidate, node.parts().front());
    return "no value";
  }
};

TEST_F(RealNumber, IsWithinCastsRoundingAndParameters) {
  EXPECT_EQ(In("(int8_t)(x / in->params.scale + in->params.zero_point)"), "x");
  EXPECT_EQ(In("static_cast<int8_t>(lroundf(x * 255) - 128)"), "x");
  EXPECT_EQ(In("(int8_t)(int)(x / (in->params.scale))"), "x");
}

TEST_F(RealNumber, KeepsItsBrackets) {
  EXPECT_EQ(In("(x - y) / sqrtf(y) * 127"), "(x - y) / sqrtf(y)");
  EXPECT_EQ(In("(int8_t)(in->params.scale * (x + y) / 2)"), "1.0f * (x + y) / 2");
  EXPECT_EQ(In("(x + y) / in->params.scale"), "x + y");
}

TEST_F(RealNumber, CastsToRealNumbersStay) {
  const std::string sum = "  int r = 1, sum = 3;\n";
  EXPECT_EQ(In("static_cast<float>(r) / sum * 255 - 128", sum), "static_cast<float>(r) / sum");
  EXPECT_EQ(In("(float)r / sum * 255 - 128", sum), "(float)r / sum");
}

TEST_F(RealNumber, VariablesThatGrowAreNoCopies) {
  EXPECT_EQ(In("(int8_t)sum", "  int sum = 0;\n  sum += 3;\n"), "sum");
  EXPECT_EQ(In("raw", "  int raw = analogRead(A0);\n"), "raw");
  EXPECT_EQ(In("q", "  int q = x / in->params.scale;\n"), "x");
  EXPECT_EQ(In("q", "  int q = x / in->params.scale;\n  q += 1;\n"), "q");
}

TEST_F(RealNumber, LimitsAreLookedThroughAndChoicesAreNot) {
  EXPECT_EQ(In("max(-128, min(127, x / in->params.scale))"), "x");
  EXPECT_EQ(In("max(INT8_MIN, min(INT8_MAX, x))"), "x");
  EXPECT_EQ(In("x > 127 ? 127 : x < -128 ? -128 : x"), "x");
  EXPECT_EQ(In("max(x, y)"), "max(x, y)");
  EXPECT_EQ(In("x > 2 ? 1.0f : 0.0f"), "x > 2 ? 1.0f : 0.0f");
  EXPECT_EQ(In("x > 2 ? x : y"), "x > 2 ? x : y");
}

TEST_F(RealNumber, WhatTheInputItselfIsDividedByStays) {
  EXPECT_EQ(In("x / 255.0f / in->params.scale + in->params.zero_point"), "x / 255.0f");
}

TEST_F(RealNumber, IsNotGuessed) {
  EXPECT_EQ(In("in->params.zero_point - x"), "");
  EXPECT_EQ(In("in->params.scale / x"), "");
  EXPECT_EQ(In("127 * scaled", "  float scaled = x / 2;\n"), "1.0f * scaled");
}

}  // namespace
}  // namespace autopilot
