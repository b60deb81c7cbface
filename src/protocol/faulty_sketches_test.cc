#include "protocol/twin_fixture_for_test.h"

/// The reference sketch passes every gate; each single fault is rejected with its root cause.

namespace autopilot {
namespace {

using FaultySketches = TwinFixture;

TEST_F(FaultySketches, TheReferenceSketchPasses) {
  const Verdict verdict = Judge(ReferenceSketch());
  EXPECT_TRUE(verdict.passed()) << verdict.gate << " " << verdict.root_cause;
  EXPECT_TRUE(verdict.findings.empty());
  ASSERT_EQ(verdict.gates.size(), 5u);
  EXPECT_EQ(verdict.builds, 1);
  EXPECT_GT(verdict.metrics.accuracy, 0.95);
  EXPECT_GE(verdict.metrics.inferences, 90);
}

TEST_F(FaultySketches, EveryFaultIsRejectedWithItsCause) {
  const std::string good = ReferenceSketch();
  const std::string ratio =
      "x[0] = static_cast<float>(r)/(static_cast<float>(r)+static_cast<float>(g)+static_cast<float>(b));";
  const std::string features =
      With(With(With(good, "x[0] = ", "x[0] = r / 255.0f; //"), "x[1] = ", "x[1] = g / 255.0f; //"),
           "x[2] = ", "x[2] = b / 255.0f; //");
  const struct {
    const char* fault;
    std::string sketch;
    const char* cause;
    const char* gate;
  } cases[] = {
      {"no Invoke", With(good, "interpreter->Invoke() != kTfLiteOk", "false"), "no_inference", "behaviour"},
      {"float output read as uint8", With(good, "output->data.f[i]", "output->data.uint8[i]"), "output_type",
       "semantics"},
      {"division by 255", features, "input_scaling", "semantics"},
      {"integer division", With(good, ratio, "x[0] = r / (r + g + b);"), "integer_division", "semantics"},
      {"swapped channels",
       With(With(good, "x[0] = ", "x[2] = "), "x[2] = static_cast<float>(b)", "x[0] = static_cast<float>(b)"),
       "input_order", "semantics"},
      {"wrong labels", With(good, "\"Apple\", \"Banana\", \"Orange\"", "\"Banana\", \"Apple\", \"Orange\""),
       "label_order", "semantics"},
      {"smallest score", With(good, "score[i] > score[best]", "score[i] < score[best]"), "argmax_error", "semantics"},
      {"missing AllocateTensors", With(good, "interpreter->AllocateTensors() != kTfLiteOk", "false"),
       "allocation_failed", "behaviour"},
      {"arena of 512 bytes", With(good, "tensor_arena[2304]", "tensor_arena[512]"), "arena_too_small", "behaviour"},
      {"missing operator", With(good, "  resolver.AddSoftmax();\n", ""), "operator_missing", "behaviour"},
      {"name clash with model", With(good, "namespace {\n", "const tflite::Model* model = nullptr;\nnamespace {\n"),
       "model_symbol_clash", "build"},
      {"invented header", With(good, "#include \"model.h\"", "#include <TensorFlowLiteMicro.h>\n#include \"model.h\""),
       "invented_header", "lint"},
      {"marker header missing", With(good, "#include <TensorFlowLite.h>\n", ""), "include_order", "lint"},
      {"missing include", With(good, "#include \"tensorflow/lite/micro/micro_error_reporter.h\"\n", ""),
       "missing_tflm_include", "build"},
      {"endless loop", With(good, "  report(score);\n", "  report(score);\n  while (true) {\n  }\n"), "hang",
       "behaviour"},
      {"setup never ends",
       With(good, "  input = interpreter->input(0);", "  while (true) {\n  }\n  input = interpreter->input(0);"),
       "hang", "behaviour"},
      {"out of bounds", With(good, "say(LABELS[best])", "say(LABELS[best + 3])"), "crash_memory", "behaviour"},
      {"input written past its end", With(good, "input->data.f[i] = x[i]", "input->data.f[i + 1] = x[i]"),
       "crash_memory", "behaviour"},
      {"nothing printed", With(good, "Serial.println(text);", ""), "never_reports", "behaviour"},
      {"numbers instead of names", With(good, "say(LABELS[best]);", "Serial.println(best);"), "unreadable_report",
       "semantics"},
      {"sensor on the wrong bus",
       With(With(good, "const char* const LABELS", "APDS9960 mine(Wire, -1);\nconst char* const LABELS"),
            "return APDS.begin()", "return mine.begin()"),
       "sensor_not_started", "behaviour"},
      {"engine never started", With(good, "if (!APDS.colorAvailable())", "if (false)"), "sensor_not_started",
       "behaviour"},
      {"sensor never read", With(good, "APDS.readColor(r, g, b);", "r = 40; g = 20; b = 10;"), "no_sensor_read",
       "behaviour"},
      {"inference only once",
       With(good, "  report(score);", "  report(score);\n  while (true) {\n    delay(100);\n  }"), "stale_result",
       "semantics"},
      {"a frozen result",
       With(good, "  if (interpreter->Invoke() != kTfLiteOk) {",
            "  static int turns = 0;\n  if (++turns > 5) {\n    say(LABELS[0]);\n    return false;\n  }\n  if "
            "(interpreter->Invoke() != "
            "kTfLiteOk) {"),
       "stale_result", "semantics"},
      {"desktop API", With(good, "namespace {\n", "TfLiteInterpreter* desktop = nullptr;\nnamespace {\n"),
       "desktop_tflite_api", "build"},
      {"member that does not exist", With(good, "input->data.f[i]", "input->data.f32[i]"), "profile_mismatch", "build"},
      {"sensor function that does not exist", With(good, "APDS.begin()", "APDS.init()"), "sensor_api_misuse", "build"},
      {"no loop", With(good, "void loop()", "void lopo()"), "missing_setup_or_loop", "lint"},
  };
  for (const auto& one : cases) {
    const Verdict verdict = Judge(one.sketch);
    EXPECT_EQ(ToString(verdict.verdict), "reject") << one.fault;
    EXPECT_EQ(verdict.root_cause, one.cause) << one.fault;
    EXPECT_EQ(verdict.gate, one.gate) << one.fault;
    EXPECT_FALSE(verdict.findings.empty()) << one.fault;
  }
}

TEST_F(FaultySketches, AWrongInputComesWithACounterexample) {
  const Verdict verdict = Judge(With(ReferenceSketch(), "x[0] = ", "x[0] = 2 * "));
  ASSERT_EQ(verdict.root_cause, "input_scaling");
  const Counterexample& example = verdict.findings.front().counterexample;
  EXPECT_NE(example.input.find("r="), std::string::npos);
  EXPECT_NE(example.expected, example.got);
}

TEST_F(FaultySketches, WhatIsNoFaultPasses) {
  const std::string good = ReferenceSketch();
  const std::string variants[] = {
      With(good, "say(LABELS[best]);", "Serial.print(\"It is a \");\n  Serial.println(LABELS[best]);"),
      With(good, "say(LABELS[best]);", "static int last = -1;\n  if (best != last) say(LABELS[best]);\n  last = best;"),
      With(good, "say(LABELS[best]);",
           "for (int i = 0; i < 3; ++i) {\n    Serial.print(LABELS[i]);\n    Serial.print(\": \");\n    "
           "Serial.println(score[i], 3);\n  }"),
      With(good, "delay(200);", "delay(1000);"),
      With(good, "say(LABELS[best]);", "String text = LABELS[best];\n  text.toUpperCase();\n  Serial.println(text);"),
      With(good, "void report(", "void unused(int a = 3) {}\nvoid report("),
  };
  for (const std::string& sketch : variants) {
    const Verdict verdict = Judge(sketch);
    EXPECT_TRUE(verdict.passed()) << verdict.gate << " " << verdict.root_cause << "\n"
                                  << (verdict.findings.empty() ? "" : verdict.findings.front().message);
  }
}

class QuantisedSketches : public TwinFixture {
 protected:
  std::string ApplicationName() const override { return "fruit_int8"; }
};

TEST_F(QuantisedSketches, ReferencePassesAndForgottenQuantisationDoesNot) {
  const std::string good = ReferenceSketch();
  EXPECT_TRUE(Judge(good).passed());
  EXPECT_EQ(Judge(With(good, "lround(x[i] / input->params.scale) + input->params.zero_point", "lround(x[i])")).gate,
            "semantics");
  const Verdict unsigned_output = Judge(With(good, "output->data.int8[i]", "output->data.uint8[i]"));
  EXPECT_EQ(unsigned_output.gate, "semantics");
}

}  // namespace
}  // namespace autopilot
