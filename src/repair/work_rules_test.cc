/// The rules for sketches that build and do not work.

#include "repair/allocation_rule.h"
#include "repair/analog_sensor_rule.h"
#include "repair/arena_rule.h"
#include "repair/input_scaling_rule.h"
#include "repair/labels_rule.h"
#include "repair/lifetime_rule.h"
#include "repair/output_rule.h"
#include "repair/repair_bed_for_test.h"
#include "repair/resolver_rule.h"
#include "repair/sensor_start_rule.h"
#include "repair/waiting_rule.h"

namespace autopilot {
namespace {

using WorkRules = RepairBed;

TEST_F(WorkRules, ReadingsBecomeTheRatiosOfTheMap) {
  Finds("input_scaling");
  const std::string text =
      "void loop() {\n  int r, g, b;\n  APDS.readColor(r, g, b);\n  input->data.f[0] = r / 255.0;\n"
      "  input->data.f[1] = (float)g / 255;\n  input->data.f[2] = b;\n}\n";
  EXPECT_EQ(Mended(InputScalingRule(), text),
            "void loop() {\n  int r, g, b;\n  APDS.readColor(r, g, b);\n"
            "  const float channel_sum = (r+g+b) > 0 ? static_cast<float>(r+g+b) : 1.0f;\n"
            "  input->data.f[0] = r / channel_sum;\n  input->data.f[1] = g / channel_sum;\n"
            "  input->data.f[2] = b / channel_sum;\n}\n");
}

TEST_F(WorkRules, ReadingsAreFollowedIntoFunctionsAndOut) {
  Finds("input_scaling");
  const std::string text =
      "void get(int& r, int& g, int& b) { APDS.readColor(r, g, b); }\n"
      "void put(int red, int green, int blue) {\n  in->data.f[0] = red / 1.0f;\n  in->data.f[1] = green / 1.0f;\n"
      "  in->data.f[2] = blue / 1.0f;\n}\nvoid loop() {\n  int x, y, z;\n  get(x, y, z);\n  put(x, y, z);\n}\n";
  const std::string mended = Mended(InputScalingRule(), text);
  EXPECT_NE(mended.find("in->data.f[0] = red / channel_sum;"), std::string::npos) << mended;
}

TEST_F(WorkRules, ARightScalingStays) {
  Finds("input_scaling");
  const std::string text =
      "void loop() {\n  int r, g, b;\n  APDS.readColor(r, g, b);\n  float sum = r + g + b;\n  in->data.f[0] = r / "
      "sum;\n"
      "  in->data.f[1] = g / sum;\n  in->data.f[2] = b / sum;\n}\n";
  EXPECT_EQ(Mended(InputScalingRule(), text), text);
}

TEST_F(WorkRules, ScoresAreReadAsWhatTheyAre) {
  Finds("output_type");
  const std::string text =
      "TfLiteTensor* out = interpreter->output(0);\nvoid loop() {\n  int best = 0;\n  uint8_t top = "
      "out->data.uint8[0];\n"
      "  for (int i = 1; i < 3; i++) {\n    if (out->data.uint8[i] > top) {\n      top = out->data.uint8[i];\n      "
      "best = i;\n    }\n  }\n}\n";
  const std::string mended = Mended(OutputRule(), text);
  EXPECT_EQ(mended.find("uint8"), std::string::npos) << mended;
  EXPECT_NE(mended.find("float top = out->data.f[0];"), std::string::npos) << mended;
}

TEST_F(WorkRules, TheFirstScoreIsNoClass) {
  Finds("output_type");
  const std::string text =
      "#include <A.h>\nvoid loop() {\n  TfLiteTensor* out = interpreter->output(0);\n  int kind = "
      "out->data.uint8[0];\n  show(kind);\n}\n";
  const std::string mended = Mended(OutputRule(), text);
  EXPECT_NE(mended.find("int BestClass(const float* scores) {"), std::string::npos) << mended;
  EXPECT_NE(mended.find("int kind = BestClass(out->data.f);"), std::string::npos) << mended;
}

TEST_F(WorkRules, ChecksThatRefuseTheModelAreMended) {
  Finds("hang");
  const std::string text =
      "void setup() {\n  TfLiteTensor* out = interpreter->output(0);\n"
      "  if (out->type != kTfLiteUInt8 || out->dims->size != 1 || out->dims->data[1] != 1) while (1);\n  "
      "use(out->data.f[1]);\n}\n";
  EXPECT_NE(
      Mended(OutputRule(), text).find("out->type != kTfLiteFloat32 || out->dims->size != 2 || out->dims->data[1] != 3"),
      std::string::npos);
}

TEST_F(WorkRules, TheSensorIsStartedAndAsked) {
  Finds("sensor_not_started");
  const std::string text =
      "void setup() {\n}\nvoid loop() {\n  int r, g, b;\n  if (!APDS.readColor(r, g, b)) return;\n}\n";
  EXPECT_EQ(Mended(SensorStartRule(), text),
            "void setup() {\n  APDS.begin();\n}\nvoid loop() {\n  int r, g, b;\n  while (!APDS.colorAvailable()) {\n   "
            " delay(5);\n  }\n"
            "  if (!APDS.readColor(r, g, b)) return;\n}\n");
}

TEST_F(WorkRules, AnalogPinsGiveWayToTheSensor) {
  Finds("no_sensor_read");
  const std::string text =
      "#include <A.h>\nvoid loop() {\n  int r = analogRead(A0);\n  int g = analogRead(A1);\n  int b = "
      "analogRead(A2);\n}\n";
  const std::string mended = Mended(AnalogSensorRule(), text);
  EXPECT_NE(mended.find("#include <Arduino_APDS9960.h>"), std::string::npos);
  EXPECT_NE(mended.find("  APDS.readColor(r_count, g_count, b_count);\n  int r = r_count;\n"), std::string::npos)
      << mended;
  EXPECT_EQ(Mended(AnalogSensorRule(), "void loop() {\n  int r = analogRead(A0);\n}\n"),
            "void loop() {\n  int r = analogRead(A0);\n}\n");
}

TEST_F(WorkRules, PinsWhoseColoursNobodySaysAreOffered) {
  Finds("no_sensor_read");
  const std::string text =
      "void loop() {\n  int x = analogRead(A0);\n  int y = analogRead(A1);\n  int z = analogRead(A2);\n}\n";
  EXPECT_EQ(Mended(AnalogSensorRule(), text), text);
  EXPECT_EQ(Propose(AnalogSensorRule(), text).size(), 1U);
}

TEST_F(WorkRules, ClassNamesStandInTheModelsOrder) {
  const std::string text = "const char* kinds[] = {\"a banana\", \"APPLE\", \"Orange\"};\n";
  Finds("argmax_error");
  EXPECT_EQ(Mended(LabelsRule(), text), text);
  Finds("label_order");
  EXPECT_EQ(Mended(LabelsRule(), text), "const char* kinds[] = {\"APPLE\", \"a banana\", \"Orange\"};\n");
  const std::string other = "const char* days[] = {\"Monday\", \"Apple\", \"Orange\"};\n";
  EXPECT_EQ(Mended(LabelsRule(), other), other);
}

TEST_F(WorkRules, PlaceholdersBecomeClassNames) {
  Finds("unreadable_report");
  EXPECT_EQ(Mended(LabelsRule(), "const char* kinds[3] = {\"Class 0\", \"Class 1\", \"Class 2\"};\n"),
            "const char* kinds[3] = {\"Apple\", \"Banana\", \"Orange\"};\n");
  const std::string names = "const char* kinds[3] = {\"one\", \"two\", \"three\"};\n";
  EXPECT_EQ(Mended(LabelsRule(), names), names);
}

TEST_F(WorkRules, TheArenaGrowsToTheNeed) {
  Finds("arena_too_small");
  verdict_.metrics.arena_declared = 1024;
  EXPECT_EQ(Mended(ArenaRule(), "constexpr int kSize = 1024;\nuint8_t tensor_arena[kSize];\n"),
            "constexpr int kSize = 1536;\nuint8_t tensor_arena[kSize];\n");
  EXPECT_EQ(Mended(ArenaRule(), "#define SIZE (1 * 1024)\nuint8_t arena[SIZE];\n"),
            "#define SIZE 1536\nuint8_t arena[SIZE];\n");
  verdict_.metrics.arena_declared = 10000;
  EXPECT_EQ(Mended(ArenaRule(), "uint8_t tensor_arena[10000];\n"), "uint8_t tensor_arena[10000];\n");
}

TEST_F(WorkRules, TensorsAreTakenBehindTheirAllocation) {
  Finds("crash_memory");
  const std::string early =
      "tflite::MicroInterpreter i(m, ops, arena, 2000, r);\nTfLiteTensor* in = i.input(0);\nvoid setup() {\n"
      "  if (i.AllocateTensors() != kTfLiteOk) return;\n}\n";
  const std::string mended = Mended(AllocationRule(), early);
  EXPECT_NE(mended.find("  if (i.AllocateTensors() != kTfLiteOk) return;\n  in = i.input(0);\n}"), std::string::npos)
      << mended;
  EXPECT_EQ(Mended(AllocationRule(), mended), mended);
  EXPECT_EQ(
      Mended(AllocationRule(), "void setup() {\n  static tflite::MicroInterpreter i(m, ops, arena, 2000, r);\n}\n"),
      "void setup() {\n  static tflite::MicroInterpreter i(m, ops, arena, 2000, r);\n  i.AllocateTensors();\n}\n");
}

TEST_F(WorkRules, MissingOperatorsOfTheModelAreAdded) {
  Finds("operator_missing");
  EXPECT_EQ(Mended(ResolverRule(),
                   "void setup() {\n  static tflite::MicroMutableOpResolver<1> ops;\n  ops.AddFullyConnected();\n}\n"),
            "void setup() {\n  static tflite::MicroMutableOpResolver<2> ops;\n  ops.AddFullyConnected();\n  "
            "ops.AddSoftmax();\n}\n");
}

TEST_F(WorkRules, WhatOutlivesSetupIsStatic) {
  Finds("crash_memory");
  EXPECT_EQ(Mended(LifetimeRule(),
                   "void setup() {\n  tflite::AllOpsResolver ops;\n  static tflite::AllOpsResolver more;\n}\n"),
            "void setup() {\n  static tflite::AllOpsResolver ops;\n  static tflite::AllOpsResolver more;\n}\n");
}

TEST_F(WorkRules, WaitingEndsWhereNobodyOpensAMonitor) {
  Finds("blocks_waiting");
  const std::string text = "void setup() {\n  while (!Serial);\n}\n";
  EXPECT_EQ(Mended(WaitingRule(), text), text);
  contract_.application.monitor = false;
  EXPECT_EQ(Mended(WaitingRule(), text), "void setup() {\n  while (!Serial && millis() < 3000);\n}\n");
}

TEST_F(WorkRules, ElementsSayWhichFeatureTheyAre) {
  Finds("input_order");
  const std::string text =
      "void loop() {\n  int r, g, b;\n  APDS.readColor(r, g, b);\n  float sum = r + g + b;\n"
      "  float* x = net->input(0)->data.f;\n  x[0] = b / sum;\n  x[1] = g / sum;\n  x[2] = r / sum;\n}\n";
  const std::string mended = Mended(InputScalingRule(), text);
  EXPECT_NE(mended.find("x[0] = r / channel_sum;"), std::string::npos) << mended;
  EXPECT_NE(mended.find("x[2] = b / channel_sum;"), std::string::npos) << mended;
}

TEST_F(WorkRules, ObjectsOfReadingsAreFollowed) {
  Finds("input_scaling");
  const std::string text =
      "struct Colour { int red, green, blue; };\nvoid look(Colour& c) { APDS.readColor(c.red, c.green, c.blue); }\n"
      "void feed(const Colour& colour) {\n  float* x = net->input(0)->data.f;\n  x[0] = colour.red / 255.0f;\n"
      "  x[1] = colour.green / 255.0f;\n  x[2] = colour.blue / 255.0f;\n}\n"
      "void loop() {\n  Colour colour;\n  look(colour);\n  feed(colour);\n}\n";
  const std::string mended = Mended(InputScalingRule(), text);
  EXPECT_NE(mended.find("x[1] = colour.green / channel_sum;"), std::string::npos) << mended;
}

TEST_F(WorkRules, OneStatementMayWriteAllElements) {
  Finds("input_scaling");
  const std::string text =
      "void loop() {\n  int rgb[3];\n  APDS.readColor(rgb[0], rgb[1], rgb[2]);\n"
      "  for (int i = 0; i < 3; ++i) {\n    net->input(0)->data.f[i] = rgb[i] / 255.0f;\n  }\n}\n";
  const std::string mended = Mended(InputScalingRule(), text);
  EXPECT_NE(mended.find("data.f[i] = rgb[i] / channel_sum;"), std::string::npos) << mended;
}

TEST_F(WorkRules, TheArenaIsWhatTheInterpreterIsGiven) {
  Finds("arena_too_small");
  const std::string text =
      "static uint8_t memory[512] __attribute__((aligned(16)));\nuint8_t picture[64];\n"
      "static tflite::MicroInterpreter net(m, ops, memory, sizeof(memory), &reporter);\n";
  const std::string mended = Mended(ArenaRule(), text);
  EXPECT_NE(mended.find("memory[1536] __attribute__((aligned(16)));\nuint8_t picture[64];"), std::string::npos)
      << mended;
}

TEST_F(WorkRules, AnInterpreterMadeInAMethodIsAllocatedThere) {
  Finds("allocation_failed");
  const std::string text =
      "class Net {\n  void begin() {\n    own = new tflite::MicroInterpreter(m, r, a, n, &e);\n  }\n};\n";
  const std::string mended = Mended(AllocationRule(), text);
  EXPECT_NE(mended.find("&e);\n  own->AllocateTensors();"), std::string::npos) << mended;
}

TEST_F(WorkRules, ChannelsThatTheSketchDoesNotReadAreLeftAlone) {
  contract_.features = {{"near", "p/255"}};
  Finds("input_scaling");
  const std::string text =
      "void loop() {\n  int r, g, b;\n  APDS.readColor(r, g, b);\n  net->input(0)->data.f[0] = r * 2;\n}\n";
  EXPECT_EQ(Mended(InputScalingRule(), text), text);
}

}  // namespace
}  // namespace autopilot
