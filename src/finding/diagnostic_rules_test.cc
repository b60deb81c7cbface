#include "finding/diagnostic_rules.h"

#include <gtest/gtest.h>

namespace autopilot {
namespace {

class DiagnosticRulesTest : public testing::Test {
 protected:
  void SetUp() override {
    auto loaded = DiagnosticRules::Load(AUTOPILOT_SOURCE_DIR "/profiles/diagnostics.toml");
    ASSERT_TRUE(loaded.has_value()) << loaded.error().ToString();
    rules_ = std::move(*loaded);
  }
  std::string Cause(const std::string& message, const std::string& source = "") {
    return rules_.Classify(message, source, {{"symbol", "model"}, {"sensor", "APDS9960|APDS"}}).root_cause;
  }
  DiagnosticRules rules_;
};

TEST_F(DiagnosticRulesTest, NamesTheCauseOfTheCommonestErrors) {
  EXPECT_EQ(Cause("conflicting declaration 'const tflite::Model* model'"), "model_symbol_clash");
  EXPECT_EQ(Cause("reference to 'model' is ambiguous"), "model_symbol_clash");
  EXPECT_EQ(Cause("Arduino_TensorFlowLite.h: No such file or directory"), "invented_header");
  EXPECT_EQ(Cause("'tflite' does not name a type"), "missing_tflm_include");
  EXPECT_EQ(Cause("'MicroErrorReporter' in namespace 'tflite' does not name a type"), "missing_tflm_include");
  EXPECT_EQ(Cause("'TfLiteModel' does not name a type"), "desktop_tflite_api");
  EXPECT_EQ(Cause("'g_model' was not declared in this scope", "  m = tflite::GetModel(g_model);"),
            "wrong_model_symbol");
  EXPECT_EQ(Cause("no matching function for call to 'APDS9960::APDS9960()'"), "sensor_api_misuse");
  EXPECT_EQ(Cause("'class APDS9960' has no member named 'init'"), "sensor_api_misuse");
  EXPECT_EQ(Cause("cannot bind non-const lvalue reference of type 'int&' to a value of type 'uint16_t'",
                  "  APDS.readColor(r, g, b);"),
            "sensor_api_misuse");
  EXPECT_EQ(Cause("'union TfLitePtrUnion' has no member named 'f32'"), "profile_mismatch");
  EXPECT_EQ(Cause("expected ';' before '}' token"), "syntax_error");
  EXPECT_EQ(Cause("undefined symbol: loop()"), "missing_setup_or_loop");
  EXPECT_EQ(Cause("'helper' was not declared in this scope", "  helper(3);"), "missing_helper");
  EXPECT_EQ(Cause("'LEDX' was not declared in this scope", "  digitalWrite(LEDX, HIGH);"), "hardware_constant");
  EXPECT_EQ(Cause("'count' was not declared in this scope", "  count = 3;"), "undeclared_identifier");
}

TEST_F(DiagnosticRulesTest, AModelSymbolClashNeedsTheSymbol) {
  EXPECT_NE(Cause("conflicting declaration 'int counter'"), "model_symbol_clash");
}

TEST_F(DiagnosticRulesTest, FillsInNames) {
  const auto cause = rules_.Classify("reference to 'net' is ambiguous", "", {{"symbol", "net"}, {"sensor", "APDS"}});
  EXPECT_EQ(cause.root_cause, "model_symbol_clash");
  EXPECT_NE(cause.next.find("defines net"), std::string::npos);
}

}  // namespace
}  // namespace autopilot
