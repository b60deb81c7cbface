#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

uint8_t history = 0;  // two bits an answer, the newest at the right
int known = 0;

tflite::MicroErrorReporter e;
tflite::AllOpsResolver a;
uint8_t m[3 * 1024];
tflite::MicroInterpreter n(tflite::GetModel(model), a, m, sizeof(m), &e);

void setup() {
  Serial.begin(9600);
  if (n.AllocateTensors() != kTfLiteOk) while (1) delay(1);
  if (!APDS.begin()) while (1) delay(1);
}

int newest(int back) { return (history >> (2 * back)) & 3; }

void loop() {
  int r, g, b;
  if (!APDS.colorAvailable()) return;
  APDS.readColor(r, g, b);
  float s = r + g + b;
  if (s < 5) {
    known = 0;
    return;
  }
  n.input(0)->data.f[0] = r / s;
  n.input(0)->data.f[1] = g / s;
  n.input(0)->data.f[2] = b / s;
  if (n.Invoke() != kTfLiteOk) return;
  const float* y = n.output(0)->data.f;
  int k = 0;
  for (int i = 1; i < 3; i++)
    if (y[i] > y[k]) k = i;
  history = history << 2 | k;
  if (known < 3) known++;
  if (known < 3) return;

  int winner = -1;
  if (newest(0) == newest(1) || newest(0) == newest(2)) winner = newest(0);
  else if (newest(1) == newest(2)) winner = newest(1);
  const char* const names[] = {"Apple", "Banana", "Orange"};
  if (winner >= 0) Serial.println(names[winner]);
}
