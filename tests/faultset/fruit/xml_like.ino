#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

tflite::MicroErrorReporter tflReporter;
tflite::AllOpsResolver tflResolver;
constexpr int kArena = 1024 * 9;
uint8_t tflArena[kArena];
tflite::MicroInterpreter* tfl;

void tag(const char* name, const char* value) {
  Serial.print("<");
  Serial.print(name);
  Serial.print(">");
  Serial.print(value);
  Serial.print("</");
  Serial.print(name);
  Serial.print(">");
}

void setup() {
  Serial.begin(9600);
  while (!Serial);
  if (!APDS.begin()) {
    tag("error", "sensor");
    while (1);
  }
  tfl = new tflite::MicroInterpreter(tflite::GetModel(model), tflResolver, tflArena, kArena, &tflReporter);
  if (tfl->AllocateTensors() != kTfLiteOk) {
    tag("error", "tensors");
    while (1);
  }
}

void loop() {
  if (!APDS.colorAvailable()) return;
  int r, g, b;
  APDS.readColor(r, g, b);
  const int n = r + g + b;
  if (n < 10) return;
  TfLiteTensor* t = tfl->input(0);
  t->data.f[0] = (float)r / n;
  t->data.f[1] = (float)g / n;
  t->data.f[2] = (float)b / n;
  if (tfl->Invoke() != kTfLiteOk) {
    tag("error", "inference");
    return;
  }
  t = tfl->output(0);
  int c = t->data.f[1] > t->data.f[0];
  if (t->data.f[2] > t->data.f[c]) c = 2;
  static const char* kNames[] = {"Apple", "Banana", "Orange"};
  Serial.print("<result>");
  tag("fruit", kNames[c]);
  tag("score", String(t->data.f[c], 2).c_str());
  Serial.println("</result>");
  delay(280);
}
