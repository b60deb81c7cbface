#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include "model.h"

tflite::MicroErrorReporter e;
tflite::AllOpsResolver r;
uint8_t a[4096];
tflite::MicroInterpreter *it;
int k;

void setup() {
  Serial.begin(9600);
  while (!Serial) ;
  it = new tflite::MicroInterpreter(tflite::GetModel(model), r, a, 4096, &e);
  if (it->AllocateTensors() == kTfLiteOk) Serial.println("ready");
  else while (1) ;
}

float predict(float v) {
  return sin(v);
}

void loop() {
  float v = k * 6.28318531 / 64;
  String line = "[" + String(k) + "/64] x=" + String(v, 3) + " model=" + String(predict(v), 3);
  Serial.println(line);
  k = (k + 1) & 63;
  delay(40);
}
