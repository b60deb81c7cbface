#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

struct FruitInfo {
  const char* name;
  const char* picture;
};

const FruitInfo fruitTable[] = {
  { "Apple",  "🍎" },
  { "Banana", "🍌" },
  { "Orange", "🍊" },
};

tflite::MicroErrorReporter errRep;
tflite::AllOpsResolver opRes;
tflite::MicroInterpreter* interp = nullptr;
uint8_t buffer_[8000];

void setup() {
  Serial.begin(9600);
  while (!Serial);
  APDS.begin();
  interp = new tflite::MicroInterpreter(tflite::GetModel(model), opRes, buffer_, sizeof(buffer_), &errRep);
  interp->AllocateTensors();
  Serial.println("Hold a fruit before the sensor");
}

void loop() {
  int r, g, b;
  if (!APDS.colorAvailable()) return;
  APDS.readColor(r, g, b);
  float sum = r + g + b;
  if (sum < 12) { delay(20); return; }

  TfLiteTensor* in = interp->input(0);
  const float normalized[] = { r / sum, g / sum, b / sum };
  for (int i = 0; i < 3; i++) in->data.f[i] = normalized[i];

  if (interp->Invoke() != kTfLiteOk) { Serial.println("(thinking failed)"); return; }

  TfLiteTensor* out = interp->output(0);
  int k = 0;
  for (int i = 1; i < 3; i++) { if (out->data.f[i] > out->data.f[k]) { k = i; } }
  Serial.println(fruitTable[k].picture);
  Serial.print(fruitTable[k].name); Serial.print(" "); Serial.print(out->data.f[k] * 100, 0); Serial.println("%");
  delay(350);
}
