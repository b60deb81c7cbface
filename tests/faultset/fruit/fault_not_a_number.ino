#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

float fr = 0, fg = 0, fb = 0;
const float ALPHA = 0.5f;

tflite::MicroErrorReporter e;
tflite::AllOpsResolver o;
uint8_t mem[3000];
tflite::MicroInterpreter t(tflite::GetModel(model), o, mem, sizeof mem, &e);

void setup() {
  Serial.begin(9600);
  t.AllocateTensors();
  if (!APDS.begin()) {
    Serial.println("no sensor");
    while (1) {}
  }
}

void loop() {
  if (!APDS.colorAvailable()) return;
  int r, g, b;
  APDS.readColor(r, g, b);
  float sum = r + g + b;
  fr += ALPHA * (r / sum - fr);
  fg += ALPHA * (g / sum - fg);
  fb += ALPHA * (b / sum - fb);
  t.input(0)->data.f[0] = fr;
  t.input(0)->data.f[1] = fg;
  t.input(0)->data.f[2] = fb;
  if (t.Invoke() != kTfLiteOk) return;
  const float* p = t.output(0)->data.f;
  int c = (p[1] > p[0]) ? (p[2] > p[1] ? 2 : 1) : (p[2] > p[0] ? 2 : 0);
  const char* w[] = {"Apple", "Banana", "Orange"};
  Serial.println(w[c]);
}
