#include "repair/inference_rule.h"

#include "repair/repair_bed_for_test.h"

namespace autopilot {
namespace {

using Inference = RepairBed;

constexpr char kBegin[] = "tflite::MicroInterpreter* net;\nvoid loop() {\n";

TEST_F(Inference, IsPutBetweenInputsAndAnswer) {
  Finds("no_inference");
  EXPECT_EQ(Mended(InferenceRule(), std::string(kBegin) +
                                        "  net->input(0)->data.f[0] = r;\n  float* y = net->output(0)->data.f;\n"
                                        "  for (int i = 0; i < 3; ++i) {\n    if (y[i] > y[k]) k = i;\n  }\n}\n"),
            std::string(kBegin) +
                "  net->input(0)->data.f[0] = r;\n  float* y = net->output(0)->data.f;\n  net->Invoke();\n"
                "  for (int i = 0; i < 3; ++i) {\n    if (y[i] > y[k]) k = i;\n  }\n}\n");
}

TEST_F(Inference, ComesBeforeTheFirstReadWhereInputsAreWrittenAsAWhole) {
  Finds("no_inference");
  const std::string text = std::string(kBegin) +
                           "  memcpy(net->input(0)->data.f, window, sizeof(window));\n"
                           "  Serial.println(net->output(0)->data.f[0]);\n}\n";
  const std::string mended = Mended(InferenceRule(), text);
  EXPECT_NE(mended.find("sizeof(window));\n  net->Invoke();\n  Serial"), std::string::npos) << mended;
}

TEST_F(Inference, IsMovedBeforeTheAnswerIsRead) {
  Finds("stale_result");
  EXPECT_EQ(Mended(InferenceRule(), std::string(kBegin) +
                                        "  net->input(0)->data.f[0] = x;\n  float y = net->output(0)->data.f[0];\n"
                                        "  if (net->Invoke() != kTfLiteOk) return;\n  Serial.println(y);\n}\n"),
            std::string(kBegin) +
                "  net->input(0)->data.f[0] = x;\n  if (net->Invoke() != kTfLiteOk) return;\n"
                "  float y = net->output(0)->data.f[0];\n  Serial.println(y);\n}\n");
}

TEST_F(Inference, IsNotAskedTwice) {
  Finds("no_inference");
  const std::string text = std::string(kBegin) +
                           "  net->input(0)->data.f[0] = x;\n  if (ready) net->Invoke();\n"
                           "  Serial.println(net->output(0)->data.f[0]);\n}\n";
  EXPECT_EQ(Mended(InferenceRule(), text), text);
}

TEST_F(Inference, WhatHangsOnItIsNotMovedAlong) {
  Finds("stale_result");
  const std::string text = std::string(kBegin) +
                           "  net->input(0)->data.f[0] = x;\n  float y = net->output(0)->data.f[0];\n"
                           "  if (ready) {\n    net->Invoke();\n    Serial.println(y);\n  }\n}\n";
  EXPECT_EQ(Mended(InferenceRule(), text), text);
}

}  // namespace
}  // namespace autopilot
