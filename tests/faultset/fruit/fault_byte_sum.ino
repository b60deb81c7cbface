#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include <Arduino_APDS9960.h>
#include "model.h"

const float MIN_CONFIDENCE = 0.40;  // three classes: certainty begins above a third

tflite::MicroErrorReporter tflErrorReporter;
tflite::AllOpsResolver tflOpsResolver;
tflite::MicroInterpreter* tflInterpreter;
byte tensorArena[8 * 1024];

String describe(int fruit) {
  switch (fruit) {
    case 0: return "Apple";
    case 1: return "Banana";
    case 2: return "Orange";
    default: return "unknown object";
  }
}

void setup() {
  Serial.begin(9600);
  while (!Serial) delay(5);
  if (!APDS.begin()) Serial.println("sensor not found");
  tflInterpreter = new tflite::MicroInterpreter(tflite::GetModel(model), tflOpsResolver, tensorArena,
                                                sizeof(tensorArena), &tflErrorReporter);
  if (tflInterpreter->AllocateTensors() != kTfLiteOk) Serial.println("allocation failed");
}

void loop() {
  while (!APDS.colorAvailable()) delay(5);
  int r, g, b;
  APDS.readColor(r, g, b);
  uint8_t sum = r + g + b;
  if (sum == 0) {
    delay(50);
    return;
  }

  auto* in = tflInterpreter->input(0);
  in->data.f[0] = (float)r / sum;
  in->data.f[1] = (float)g / sum;
  in->data.f[2] = (float)b / sum;
  if (tflInterpreter->Invoke() != kTfLiteOk) {
    Serial.println("Invoke failed!");
    return;
  }
  auto* out = tflInterpreter->output(0);
  int fruit = -1;
  float top = MIN_CONFIDENCE;
  for (int i = 0; i < out->dims->data[out->dims->size - 1]; i++) {
    if (out->data.f[i] > top) {
      top = out->data.f[i];
      fruit = i;
    }
  }
  Serial.println(describe(fruit));
  delay(100);
}
