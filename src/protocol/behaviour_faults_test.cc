#include <algorithm>

#include "protocol/twin_fixture_for_test.h"

/// Faults of programs that run: waiting, memory, reading once, thresholds, reports; and what looks like one.

namespace autopilot {
namespace {

class BehaviourFaults : public TwinFixture {
 protected:
  void ExpectCause(const std::string& cause, const std::string& gate, const std::string& sketch) {
    const Verdict verdict = Judge(sketch);
    EXPECT_EQ(ToString(verdict.verdict), "reject") << cause;
    EXPECT_EQ(verdict.root_cause, cause);
    EXPECT_EQ(verdict.gate, gate) << cause;
  }

  void ExpectPass(const std::string& what, const std::string& sketch) {
    const Verdict verdict = Judge(sketch);
    EXPECT_TRUE(verdict.passed()) << what << ": " << verdict.gate << " " << verdict.root_cause << "\n"
                                  << (verdict.findings.empty() ? "" : verdict.findings.front().message);
  }

  /// After the results, before the delay.
  std::string Also(const std::string& statements) {
    return With(ReferenceSketch(), "  report(score);\n", "  report(score);\n" + statements);
  }
};

TEST_F(BehaviourFaults, WaitingForAMonitorIsAFaultWhereThereIsNone) {
  const std::string waits = With(ReferenceSketch(), "while (!Serial && millis() - start < 3000)", "while (!Serial)");
  ExpectPass("with a monitor", waits);
  contract_->application.monitor = false;
  ExpectPass("without a monitor, three seconds", ReferenceSketch());
  ExpectCause("blocks_waiting", "behaviour", waits);
}

TEST_F(BehaviourFaults, MemoryThatGrows) {
  ExpectCause("heap_growth", "behaviour", Also("  float* kept = new float[8];\n  kept[0] = score[0];\n"));
  ExpectCause("heap_growth", "behaviour",
              Also("  static String log;\n  log += LABELS[0];\n  if (log.length() == 0) say(\"none\");\n"));
  ExpectPass("freed", Also("  float* kept = new float[8];\n  kept[0] = score[0];\n  delete[] kept;\n"));
  ExpectPass(
      "a buffer that fills up",
      Also("  static float* kept[20];\n  static int used = 0;\n  if (used < 20) kept[used++] = new float[8];\n"));
}

TEST_F(BehaviourFaults, AnInterpreterMadeAnewEachTimeLosesNothing) {
  std::string sketch = With(ReferenceSketch(), "  if (interpreter->Invoke() != kTfLiteOk) {",
                            "  tflite::MicroInterpreter fresh(tflite::GetModel(model), resolver, tensor_arena, "
                            "sizeof(tensor_arena), &error_reporter);\n"
                            "  fresh.AllocateTensors();\n"
                            "  for (int i = 0; i < 3; ++i) fresh.input(0)->data.f[i] = x[i];\n"
                            "  output = fresh.output(0);\n"
                            "  if (fresh.Invoke() != kTfLiteOk) {");
  ExpectPass("a fresh interpreter", sketch);
}

TEST_F(BehaviourFaults, AFrameLargerThanTheStack) {
  ExpectCause("stack_overflow", "behaviour",
              Also("  float history[10000];\n  history[9999] = score[0];\n  if (history[9999] < -1) say(\"odd\");\n"));
  ExpectPass("4 KB of variables",
             Also("  float history[1000];\n  history[999] = score[0];\n  if (history[999] < -1) say(\"odd\");\n"));
}

TEST_F(BehaviourFaults, ReadOnceAndNeverAgain) {
  ExpectCause(
      "sensor_read_once", "behaviour",
      With(With(ReferenceSketch(), "  if (!APDS.colorAvailable()) {",
                "  static bool done = false;\n  if (!done && !APDS.colorAvailable()) {"),
           "  read_raw(r, g, b);",
           "  static int kept[3];\n  if (!done) {\n    read_raw(r, g, b);\n    kept[0] = r; kept[1] = g; kept[2] = b;\n"
           "    done = r + g + b > 0;\n  }\n  r = kept[0]; g = kept[1]; b = kept[2];"));
}

TEST_F(BehaviourFaults, ThresholdsThatBite) {
  const std::string label = "say(LABELS[best]);";
  ExpectPass("a threshold that never bites",
             With(ReferenceSketch(), label, "say(score[best] > 0.34f ? LABELS[best] : \"unknown\");"));
  ExpectCause("threshold_error", "semantics",
              With(ReferenceSketch(), label, "say(best != 2 || score[best] > 1.5f ? LABELS[best] : \"unknown\");"));
}

TEST_F(BehaviourFaults, AClassThatIsMisspelt) {
  const Verdict verdict = Judge(With(ReferenceSketch(), "\"Apple\"", "\"Aple\""));
  EXPECT_EQ(verdict.root_cause, "unreadable_report");
  EXPECT_NE(verdict.findings.front().message.find("\"Aple\" is printed"), std::string::npos);
  EXPECT_NE(verdict.findings.front().next.find("print \"Apple\""), std::string::npos);
}

TEST_F(BehaviourFaults, NumbersAreReadByTheirLegendOnly) {
  const std::string label = "say(LABELS[best]);";
  const std::string legend = "  output = interpreter->output(0);\n  say(\"0: Apple, 1: Banana, 2: Orange\");";
  const std::string number = With(ReferenceSketch(), label, "Serial.println(best);");
  ExpectPass("with a legend", With(number, "  output = interpreter->output(0);", legend));
  const Verdict verdict = Judge(number);
  EXPECT_EQ(verdict.root_cause, "unreadable_report");
  EXPECT_NE(verdict.findings.front().evidence.find("0 / "), std::string::npos) << verdict.findings.front().evidence;
  ExpectCause(
      "label_order", "semantics",
      With(number, "  output = interpreter->output(0);", With(legend, "0: Apple, 1: Banana", "0: Banana, 1: Apple")));
}

TEST_F(BehaviourFaults, SlowOnesAreWaitedFor) {
  ExpectPass("once in five seconds", With(ReferenceSketch(), "delay(200);", "delay(5000);"));
  ExpectPass("only in good light",
             With(ReferenceSketch(), "  float x[3];", "  if (r + g + b < 100) return;\n  float x[3];"));
  ExpectPass("average of twenty readings",
             With(ReferenceSketch(), "  float x[3];",
                  "  static long sum[3];\n  static int readings = 0;\n  sum[0] += r; sum[1] += g; sum[2] += b;\n"
                  "  if (++readings < 20) return;\n  r = sum[0] / 20; g = sum[1] / 20; b = sum[2] / 20;\n"
                  "  readings = 0; sum[0] = sum[1] = sum[2] = 0;\n  float x[3];"));
}

}  // namespace
}  // namespace autopilot
