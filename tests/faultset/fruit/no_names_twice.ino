#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

unsigned counter = 0;
tflite::MicroErrorReporter mr;
tflite::AllOpsResolver ar;
uint8_t tensors[4 * 1024];
tflite::MicroInterpreter* mi = nullptr;

const __FlashStringHelper* nameOf(int i) {
  if (i == 0) return F("Apple");
  if (i == 1) return F("Banana");
  return F("Orange");
}

void setup() {
  Serial.begin(9600);
  if (!APDS.begin()) {
    Serial.println(F("no sensor"));
    while (true) {}
  }
  mi = new tflite::MicroInterpreter(tflite::GetModel(model), ar, tensors, sizeof(tensors), &mr);
  if (mi->AllocateTensors() != kTfLiteOk) {
    Serial.println(F("no memory"));
    while (true) {}
  }
}

void loop() {
  if (!APDS.colorAvailable()) return;
  int c[4];
  APDS.readColor(c[0], c[1], c[2], c[3]);
  long sum = 0L + c[0] + c[1] + c[2];
  if (sum < 4) {
    counter = 0;
    return;
  }
  for (int i = 0; i < 3; i++) mi->input(0)->data.f[i] = c[i] / float(sum);
  if (mi->Invoke() != kTfLiteOk) return;
  if (counter++ % 10 != 5) return;
  int best = 2;
  for (int i = 1; i >= 0; i--) {
    if (mi->output(0)->data.f[i] >= mi->output(0)->data.f[best]) best = i;
  }
  Serial.println(nameOf(best));
}
