#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

#define READINGS 8
#define GAP_MS 15

tflite::MicroErrorReporter errors;
tflite::AllOpsResolver operators;
tflite::MicroInterpreter* net;
uint8_t bytes[5 * 1024];

float sumShare[3];
int taken = 0;
unsigned long lastTime = 0;

void setup() {
  Serial.begin(9600);
  while (!Serial) {}
  APDS.begin();
  net = new tflite::MicroInterpreter(tflite::GetModel(model), operators, bytes, sizeof(bytes), &errors);
  net->AllocateTensors();
}

void startOver() {
  taken = 0;
  sumShare[0] = sumShare[1] = sumShare[2] = 0;
}

void decide() {
  TfLiteTensor* t = net->input(0);
  for (int i = 0; i < 3; i++) {
    float share = sumShare[i] / taken;
    t->data.int8[i] = (int8_t)(round(share / t->params.scale) + t->params.zero_point);
  }
  if (net->Invoke() == kTfLiteOk) {
    int8_t a = net->output(0)->data.int8[0];
    int8_t b = net->output(0)->data.int8[1];
    int8_t o = net->output(0)->data.int8[2];
    Serial.println(a > b && a > o ? "apple" : b > o ? "banana" : "orange");
  }
}

void loop() {
  if (millis() - lastTime < GAP_MS || !APDS.colorAvailable()) return;
  lastTime = millis();
  int r, g, b;
  APDS.readColor(r, g, b);
  if (r + g + b < 5) {
    startOver();
    return;
  }
  float s = r + g + b;
  sumShare[0] += r / s;
  sumShare[1] += g / s;
  sumShare[2] += b / s;
  if (++taken == READINGS) {
    decide();
    startOver();
  }
}
