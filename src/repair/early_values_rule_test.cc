#include "repair/early_values_rule.h"

#include "repair/repair_bed_for_test.h"

namespace autopilot {
namespace {

using EarlyValues = RepairBed;

constexpr char kInterpreter[] = "static tflite::MicroInterpreter interpreter(m, r, arena, 2048, e);\n";

TEST_F(EarlyValues, AreGivenWhenTheInterpreterIsReady) {
  Finds("crash_memory");
  const std::string text = std::string(kInterpreter) +
                           "float* in = interpreter.input(0)->data.f;\n"
                           "void setup() {\n  if (interpreter.AllocateTensors() != kTfLiteOk) return;\n}\n";
  EXPECT_EQ(Mended(EarlyValuesRule(), text),
            std::string(kInterpreter) +
                "float* in = nullptr;\n"
                "void setup() {\n  if (interpreter.AllocateTensors() != kTfLiteOk) return;\n"
                "  in = interpreter.input(0)->data.f;\n}\n");
}

TEST_F(EarlyValues, AllocationComesBeforeWhatSetupAsksOfTensors) {
  Finds("crash_memory");
  const std::string text = std::string(kInterpreter) +
                           "TfLiteStatus status = interpreter.AllocateTensors();\n"
                           "TfLiteTensor* in = interpreter.input(0);\n"
                           "void setup() {\n  check(in->dims);\n  status = interpreter.AllocateTensors();\n}\n";
  EXPECT_EQ(Mended(EarlyValuesRule(), text),
            std::string(kInterpreter) +
                "TfLiteStatus status = kTfLiteOk;\n"
                "TfLiteTensor* in = nullptr;\n"
                "void setup() {\n  status = interpreter.AllocateTensors();\n  in = interpreter.input(0);\n"
                "  check(in->dims);\n}\n");
}

TEST_F(EarlyValues, APointerThatSetupSetsComesFirst) {
  Finds("crash_memory");
  const std::string text =
      "tflite::MicroInterpreter* interpreter;\nTfLiteStatus status = interpreter->AllocateTensors();\n"
      "void setup() {\n  begin();\n  interpreter = &own;\n  check(status);\n}\n";
  EXPECT_EQ(Mended(EarlyValuesRule(), text),
            "tflite::MicroInterpreter* interpreter;\nTfLiteStatus status = kTfLiteOk;\n"
            "void setup() {\n  begin();\n  interpreter = &own;\n  status = interpreter->AllocateTensors();\n"
            "  check(status);\n}\n");
}

TEST_F(EarlyValues, OfTwoAllocationsTheOneThatIsAskedStays) {
  Finds("hang");
  const std::string text = std::string(kInterpreter) +
                           "void setup() {\n  interpreter.AllocateTensors();\n"
                           "  if (interpreter.AllocateTensors() != kTfLiteOk) while (1);\n}\n";
  EXPECT_EQ(
      Mended(EarlyValuesRule(), text),
      std::string(kInterpreter) + "void setup() {\n  if (interpreter.AllocateTensors() != kTfLiteOk) while (1);\n}\n");
}

TEST_F(EarlyValues, AModelIsThereBeforeItsInterpreter) {
  Finds("crash_memory");
  const std::string text = "const tflite::Model* m = nullptr;\nvoid setup() {\n  m = tflite::GetModel(model);\n}\n";
  EXPECT_EQ(Mended(EarlyValuesRule(), text), text) << "it may be another crash";
  verdict_.findings.back().message = "the sketch crashes: the model is a null pointer";
  EXPECT_NE(Mended(EarlyValuesRule(), text).find("m = tflite::GetModel(model);\nvoid"), std::string::npos);
}

TEST_F(EarlyValues, WhatIsInOrderStays) {
  const std::string text = std::string(kInterpreter) +
                           "TfLiteTensor* in = nullptr;\n"
                           "void setup() {\n  interpreter.AllocateTensors();\n  in = interpreter.input(0);\n}\n";
  Finds("crash_memory");
  EXPECT_EQ(Mended(EarlyValuesRule(), text), text);
}

TEST_F(EarlyValues, AnAnswerThatIsComparedHasNoCertainFirstValue) {
  Finds("crash_memory");
  const std::string text =
      std::string(kInterpreter) +
      "bool ok = interpreter.AllocateTensors() == kTfLiteOk;\nTfLiteTensor* in = interpreter.input(0);\n"
      "void setup() {\n  if (!ok) return;\n}\n";
  EXPECT_EQ(Mended(EarlyValuesRule(), text), text);
}

}  // namespace
}  // namespace autopilot
