#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

const int NEAR = 20;  // 0 touches, 255 is far
int distance = 255;

tflite::MicroErrorReporter er;
tflite::AllOpsResolver re;
uint8_t ar[4000];
tflite::MicroInterpreter* in_t;

void setup() {
  Serial.begin(9600);
  if (!APDS.begin()) {
    Serial.println("sensor failed");
    while (1);
  }
  in_t = new tflite::MicroInterpreter(tflite::GetModel(model), re, ar, sizeof(ar), &er);
  if (in_t->AllocateTensors() != kTfLiteOk) {
    Serial.println("tensors failed");
    while (1);
  }
}

void loop() {
  if (APDS.proximityAvailable()) distance = APDS.readProximity();
  if (!APDS.colorAvailable()) return;
  int r, g, b;
  APDS.readColor(r, g, b);
  if (distance > NEAR) return;
  float sum = r + g + b;
  if (sum < 1) return;

  TfLiteTensor* t = in_t->input(0);
  float s = t->params.scale;
  int z = t->params.zero_point;
  t->data.int8[0] = (int8_t)(lround(r / sum / s) + z);
  t->data.int8[1] = (int8_t)(lround(g / sum / s) + z);
  t->data.int8[2] = (int8_t)(lround(b / sum / s) + z);
  if (in_t->Invoke() != kTfLiteOk) return;

  t = in_t->output(0);
  int k = 0;
  for (int i = 1; i < 3; i++) k = t->data.int8[i] > t->data.int8[k] ? i : k;
  const char* words[] = {"Apple", "Banana", "Orange"};
  Serial.println(words[k]);
  delay(60);
}
