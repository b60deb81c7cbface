#include <algorithm>

#include "protocol/twin_fixture_for_test.h"

/// A verdict names every fault that a run shows, and what lies behind the one that stopped it.

namespace autopilot {
namespace {

class SecondLook : public TwinFixture {
 protected:
  static bool Names(const Verdict& verdict, const std::string& cause, bool behind) {
    return std::any_of(verdict.findings.begin(), verdict.findings.end(), [&](const Finding& finding) {
      return finding.root_cause == cause && finding.behind == behind && finding.severity == Severity::kError;
    });
  }

  std::string OnTheWrongBus(const std::string& sketch) {
    return With(With(sketch, "const char* const LABELS", "APDS9960 mine(Wire, -1);\nconst char* const LABELS"),
                "return APDS.begin()", "return mine.begin()");
  }

  std::string DividedBy255(const std::string& sketch) {
    return With(With(With(sketch, "x[0] = ", "x[0] = r / 255.0f; //"), "x[1] = ", "x[1] = g / 255.0f; //"),
                "x[2] = ", "x[2] = b / 255.0f; //");
  }
};

TEST_F(SecondLook, AllThatOneRunShowsIsNamed) {
  const std::string sketch = With(DividedBy255(ReferenceSketch()), "output->data.f[i]", "output->data.uint8[i]");
  const Verdict verdict = Judge(sketch);
  EXPECT_EQ(verdict.gate, "semantics");
  EXPECT_EQ(verdict.root_cause, "output_type");
  EXPECT_TRUE(Names(verdict, "input_scaling", false));
  EXPECT_FALSE(Names(verdict, "input_scaling", true));
}

TEST_F(SecondLook, BehindTheWrongBus) {
  const std::string sketch = OnTheWrongBus(
      With(DividedBy255(ReferenceSketch()), "\"Apple\", \"Banana\", \"Orange\"", "\"Orange\", \"Apple\", \"Banana\""));
  const Verdict verdict = Judge(sketch);
  EXPECT_EQ(verdict.gate, "behaviour");
  EXPECT_EQ(verdict.root_cause, "sensor_not_started");
  EXPECT_TRUE(Names(verdict, "input_scaling", true));
  EXPECT_TRUE(Names(verdict, "label_order", true));
}

TEST_F(SecondLook, BehindSeveralFaultsOneAfterTheOther) {
  std::string sketch = OnTheWrongBus(DividedBy255(ReferenceSketch()));
  sketch = With(sketch, "if (!APDS.colorAvailable())", "if (false)");
  sketch = With(sketch, "tensor_arena[2304]", "tensor_arena[600]");
  const Verdict verdict = Judge(sketch);
  EXPECT_EQ(verdict.root_cause, "sensor_not_started");
  EXPECT_TRUE(Names(verdict, "arena_too_small", true));
  EXPECT_TRUE(Names(verdict, "input_scaling", true));
  const auto engine = std::find_if(verdict.findings.begin(), verdict.findings.end(),
                                   [](const Finding& finding) { return finding.rule == "behaviour/sensor-engine"; });
  ASSERT_NE(engine, verdict.findings.end());
  EXPECT_TRUE(engine->behind);
}

TEST_F(SecondLook, BehindASetupThatHaltsItself) {
  const std::string sketch =
      With(With(ReferenceSketch(), "  output = interpreter->output(0);",
                "  output = interpreter->output(0);\n  if (output->type != kTfLiteUInt8) stop(\"not uint8\");"),
           "score[i] = output->data.f[i]", "score[i] = ((const uint8_t*)output->data.raw)[i]");
  const Verdict verdict = Judge(sketch);
  EXPECT_EQ(verdict.root_cause, "hang");
  EXPECT_TRUE(Names(verdict, "no_inference", false));
  EXPECT_TRUE(Names(verdict, "output_type", true));
}

TEST_F(SecondLook, BehindAModelThatIsNone) {
  const Verdict verdict = Judge(With(DividedBy255(ReferenceSketch()), "tflite::GetModel(model)", "nullptr"));
  EXPECT_EQ(verdict.root_cause, "crash_memory");
  EXPECT_TRUE(Names(verdict, "input_scaling", true));
}

TEST_F(SecondLook, BehindAResolverThatIsGone) {
  const std::string whole = DividedBy255(ReferenceSketch());
  const auto at = whole.find("tflite::MicroMutableOpResolver<");
  ASSERT_NE(at, std::string::npos);
  const std::string resolver = whole.substr(at, whole.find(';', at) + 1 - at);
  const std::string sketch = With(With(whole, resolver, ""), "void setup() {", "void setup() {\n  " + resolver);
  const Verdict verdict = Judge(sketch);
  EXPECT_EQ(verdict.root_cause, "crash_memory");
  EXPECT_NE(verdict.findings.front().message.find("resolver"), std::string::npos);
  EXPECT_TRUE(Names(verdict, "input_scaling", true));
}

TEST_F(SecondLook, AnIndexFromMisreadBytesIsACrashWithItsReason) {
  const Verdict verdict = Judge(With(ReferenceSketch(), "report(score);", "say(LABELS[output->data.uint8[2]]);"));
  EXPECT_EQ(verdict.root_cause, "output_type");
  EXPECT_TRUE(Names(verdict, "crash_memory", false));
}

TEST_F(SecondLook, AGoodSketchIsNotLookedAtTwice) {
  const Verdict verdict = Judge(ReferenceSketch());
  EXPECT_TRUE(verdict.passed());
  EXPECT_TRUE(verdict.findings.empty());
}

}  // namespace
}  // namespace autopilot
