#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

unsigned long turn = 0;
int red = 0, green = 0, blue = 0;
bool fresh = false;

tflite::MicroErrorReporter mer;
tflite::AllOpsResolver aor;
uint8_t ta[6 * 1024];
tflite::MicroInterpreter* tfi = nullptr;

void setup() {
  Serial.begin(9600);
  while (!Serial) {}
  if (!APDS.begin()) Serial.println("APDS9960 not found");
  tfi = new tflite::MicroInterpreter(tflite::GetModel(model), aor, ta, sizeof(ta), &mer);
  if (tfi->AllocateTensors() != kTfLiteOk) Serial.println("arena too small");
}

void readTask() {
  if (!APDS.colorAvailable()) return;
  APDS.readColor(red, green, blue);
  fresh = true;
}

void classifyTask() {
  if (!fresh) return;
  fresh = false;
  float s = red + green + blue;
  if (s == 0) return;
  TfLiteTensor* t = tfi->input(0);
  float features[] = {red / s, green / s, blue / s};
  for (int i = 0; i < 3; i++) {
    float q = features[i] / t->params.scale + t->params.zero_point;
    t->data.int8[i] = q > 127 ? 127 : q < -128 ? -128 : (int8_t)lroundf(q);
  }
  if (tfi->Invoke() != kTfLiteOk) {
    Serial.println("Invoke failed");
    return;
  }
  t = tfi->output(0);
  int best = 0;
  for (int i = 1; i < 3; i++)
    if (t->data.int8[i] > t->data.int8[best]) best = i;
  const char* names[] = {"apple", "banana", "orange"};
  Serial.println(names[best]);
}

void loop() {
  if (turn % 2 == 0) readTask();
  if (turn % 10 == 0) classifyTask();
  turn++;
  delay(10);
}
