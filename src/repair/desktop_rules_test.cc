/// The rules for what the desktop's library has, or other generations, and the board's does not.

#include "repair/checks_rule.h"
#include "repair/globals_rule.h"
#include "repair/repair_bed_for_test.h"
#include "repair/resolver_rule.h"
#include "repair/spelling_rule.h"
#include "repair/tensor_index_rule.h"
#include "repair/tflm_forms_rule.h"

namespace autopilot {
namespace {

using DesktopRules = RepairBed;

TEST_F(DesktopRules, TensorsOutOfLists) {
  const std::string text =
      "void loop() {\n  float* a = it->tensor(it->outputs()[0])->data.f;\n  TfLiteTensor* t = it->inputs()[0];\n"
      "  int n = it->inputs()[1];\n  use(it->tensor(n));\n  if (it->outputs().size() != 1) return;\n"
      "  use(it->tensor(it->input(0)));\n}\n";
  EXPECT_EQ(Mended(TensorIndexRule(), text).find("it->tensor(it->outputs()"), text.find("it->tensor(it->outputs()"))
      << "the compiler has nothing against it";
  Error(text, "outputs()[0]", "'class tflite::MicroInterpreter' has no member named 'outputs'; did you mean 'output'?");
  EXPECT_EQ(Mended(TensorIndexRule(), text),
            "void loop() {\n  float* a = it->output(0)->data.f;\n  TfLiteTensor* t = it->input(0);\n"
            "  int n = 1;\n  use(it->input(n));\n  if (it->outputs_size() != 1) return;\n"
            "  use(it->input(0));\n}\n");
}

TEST_F(DesktopRules, ChecksThatReturnWhereNothingIsReturned) {
  const std::string text =
      "TfLiteStatus f(TfLiteContext* c) {\n  TF_LITE_ENSURE_EQ(c, 1, x);\n  return kTfLiteOk;\n}\n"
      "void setup() {\n  TF_LITE_ENSURE_EQ(c, 1, x);\n  TF_LITE_ENSURE_OK(c, f());\n  TF_LITE_ENSURE(c, x > 0);\n}\n";
  EXPECT_EQ(Mended(ChecksRule(), text),
            "TfLiteStatus f(TfLiteContext* c) {\n  TF_LITE_ENSURE_EQ(c, 1, x);\n  return kTfLiteOk;\n}\n"
            "void setup() {\n  TF_LITE_ASSERT_EQ(1, x);\n  TF_LITE_ASSERT_EQ(f(), kTfLiteOk);\n"
            "  TF_LITE_ASSERT(x > 0);\n}\n");
}

TEST_F(DesktopRules, ChecksByAnotherName) {
  const std::string text = "void setup() {\n  TFLITE_MINIMAL_CHECK(x == y);\n}\n";
  EXPECT_EQ(Mended(ChecksRule(), text), text) << "a sketch may have it";
  Error(text, "TFLITE", "'TFLITE_MINIMAL_CHECK' was not declared in this scope");
  EXPECT_EQ(Mended(ChecksRule(), text), "void setup() {\n  TF_LITE_ASSERT(x == y);\n}\n");
}

TEST_F(DesktopRules, AStatusThatNobodyTakes) {
  EXPECT_EQ(Mended(ChecksRule(), "void setup() {\n  if (!x) return -1;\n  return;\n}\nint f() { return -1; }\n"),
            "void setup() {\n  if (!x) return;\n  return;\n}\nint f() { return -1; }\n");
  const std::string value = "void f() {\n  return {r, g, b};\n}\n";
  EXPECT_EQ(Mended(ChecksRule(), value), value);
}

TEST_F(DesktopRules, NamesThatTheirPlaceExplains) {
  const std::string text =
      "#include <x.h>\nvoid setup() {\n  static tflite::MicroInterpreter own(m, ops, arena, 2048, &reporter);\n"
      "  it = &own;\n  TF_LITE_REPORT_ERROR(&other, \"no\");\n}\n";
  for (const char* name : {"ops", "reporter", "it", "other"}) {
    Error(text, name, "'" + std::string(name) + "' was not declared in this scope");
  }
  const std::string mended = Mended(GlobalsRule(), text);
  for (const char* declaration : {"tflite::AllOpsResolver ops;\n", "tflite::MicroErrorReporter reporter;\n",
                                  "tflite::MicroInterpreter* it = nullptr;\n", "tflite::MicroErrorReporter other;\n"}) {
    EXPECT_NE(mended.find(declaration), std::string::npos) << mended;
  }
}

TEST_F(DesktopRules, AReporterByPointerIsAnyReporter) {
  const std::string text =
      "void setup() {\n  static tflite::MicroErrorReporter own;\n  it = &own;\n  number = count;\n}\nint count;\n";
  Error(text, "it =", "'it' was not declared in this scope");
  Error(text, "number", "'number' was not declared in this scope");
  const std::string mended = Mended(GlobalsRule(), text);
  EXPECT_NE(mended.find("tflite::ErrorReporter* it = nullptr;\n"), std::string::npos) << mended;
  EXPECT_EQ(mended.find("* number"), std::string::npos) << mended;
}

TEST_F(DesktopRules, AllOperatorsNeedNoMore) {
  const std::string text = "tflite::AllOpsResolver ops;\nvoid setup() {\n  ops.AddBuiltin(kRelu, 1);\n  begin();\n}\n";
  Error(text, "AddBuiltin", "'class tflite::AllOpsResolver' has no member named 'AddBuiltin'");
  EXPECT_EQ(Mended(ResolverRule(), text), "tflite::AllOpsResolver ops;\nvoid setup() {\n  begin();\n}\n");
}

TEST_F(DesktopRules, AConstantOfTheSameFamilyIsAnotherSetting) {
  const std::string text = "Sensor s(CHIP_INTEGRATIONTIME_700MS, A1);\n";
  Error(text, "CHIP",
        "'CHIP_INTEGRATIONTIME_700MS' was not declared in this scope; did you mean 'CHIP_INTEGRATIONTIME_600MS'?");
  const std::vector<Proposal> offers = Propose(SpellingRule(), text);
  ASSERT_EQ(offers.size(), 1u);
  EXPECT_FALSE(offers[0].certain);
  EXPECT_EQ(offers[0].edits[0].text, "CHIP_INTEGRATIONTIME_600MS");
}

TEST_F(DesktopRules, APointerToTheModelsBytes) {
  const std::string text = "void setup() {\n  const char* data = model;\n}\n";
  Error(text, "model", "invalid conversion from 'const unsigned char*' to 'const char*' [-fpermissive]");
  EXPECT_EQ(Mended(TflmFormsRule(), text), "void setup() {\n  const unsigned char* data = model;\n}\n");
}

}  // namespace
}  // namespace autopilot
