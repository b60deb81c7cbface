#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include <algorithm>
#include "model.h"

struct Candidate {
  const char* name;
  float score;
};

tflite::MicroErrorReporter errors;
tflite::AllOpsResolver ops;
uint8_t arena[4096];
tflite::MicroInterpreter* net;

void setup() {
  Serial.begin(9600);
  while (!Serial) delay(10);
  net = new tflite::MicroInterpreter(tflite::GetModel(model), ops, arena, sizeof(arena), &errors);
  if (net->AllocateTensors() != kTfLiteOk || !APDS.begin()) {
    Serial.println("cannot run");
    while (true) delay(10);
  }
}

void loop() {
  if (!APDS.colorAvailable()) return;
  int r, g, b;
  APDS.readColor(r, g, b);
  const float all = r + g + b;
  if (all < 4) return;
  float* in = net->input(0)->data.f;
  in[0] = r / all;
  in[1] = g / all;
  in[2] = b / all;
  if (net->Invoke() != kTfLiteOk) return;

  const float* out = net->output(0)->data.f;
  Candidate list[] = {{"Apple", out[0]}, {"Banana", out[1]}, {"Orange", out[2]}};
  std::sort(std::begin(list), std::end(list), [](const Candidate& a, const Candidate& b) { return a.score > b.score; });
  for (int i = 0; i < 3; i++) {
    Serial.print(i + 1);
    Serial.print(". ");
    Serial.print(list[i].name);
    Serial.print(" (");
    Serial.print(list[i].score, 2);
    Serial.print(i < 2 ? "), " : ")\n");
  }
  delay(300);
}
