#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

tflite::MicroErrorReporter tfErr;
tflite::AllOpsResolver tfOps;
tflite::MicroInterpreter* tf;
uint8_t tfArena[7 * 1024];

const String fruits[] = {"Apple", "Banana", "Orange"};

void setup() {
  Serial.begin(9600);
  while (!APDS.begin()) delay(100);
  tf = new tflite::MicroInterpreter(tflite::GetModel(model), tfOps, tfArena, sizeof(tfArena), &tfErr);
  tf->AllocateTensors();
}

// -1: nothing there
int oneVote() {
  while (!APDS.colorAvailable()) delay(1);
  int r, g, b;
  APDS.readColor(r, g, b);
  float s = r + g + b;
  if (s < 3) return -1;
  auto in = tf->input(0);
  auto q = [in](float x) { return (int8_t)(lroundf(x / in->params.scale) + in->params.zero_point); };
  in->data.int8[0] = q(r / s);
  in->data.int8[1] = q(g / s);
  in->data.int8[2] = q(b / s);
  if (tf->Invoke() != kTfLiteOk) return -1;
  auto y = tf->output(0)->data.f;
  return y[0] > y[1] ? (y[0] > y[2] ? 0 : 2) : (y[1] > y[2] ? 1 : 2);
}

void loop() {
  int votes[3] = {0, 0, 0};
  for (int i = 0; i < 5; i++) {
    int v = oneVote();
    if (v < 0) return;
    votes[v]++;
  }
  int most = 0;
  for (int i = 1; i < 3; i++) {
    if (votes[i] > votes[most]) most = i;
  }
  Serial.println("The vote says " + fruits[most]);
}
