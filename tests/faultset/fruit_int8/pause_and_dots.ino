#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

tflite::MicroErrorReporter mer;
tflite::AllOpsResolver aor;
tflite::MicroInterpreter *mi;
uint8_t arena[4096];
int dots = 0;

void setup() {
  Serial.begin(9600);
  while (!Serial);
  Serial.println(F("int8 fruit"));
  APDS.begin();
  mi = new tflite::MicroInterpreter(tflite::GetModel(model), aor, arena, 4096, &mer);
  if (mi->AllocateTensors() != kTfLiteOk) {
    Serial.println(F("AllocateTensors!"));
    while (1);
  }
}

void loop() {
  int r, g, b;
  if (!APDS.colorAvailable()) {
    delay(5);
    return;
  }
  APDS.readColor(r, g, b);
  float t = r + g + b;
  if (t < 8) {
    if (++dots % 10 == 0) Serial.print('.');
    return;
  }
  if (dots > 0) {
    Serial.println();
    dots = 0;
  }
  TfLiteTensor *x = mi->input(0), *y = mi->output(0);
  x->data.int8[0] = constrain(lroundf(r / t / x->params.scale) + x->params.zero_point, -128, 127);
  x->data.int8[1] = constrain(lroundf(g / t / x->params.scale) + x->params.zero_point, -128, 127);
  x->data.int8[2] = constrain(lroundf(b / t / x->params.scale) + x->params.zero_point, -128, 127);
  if (mi->Invoke() != kTfLiteOk) return;
  int m = max(max((int)y->data.int8[0], (int)y->data.int8[1]), (int)y->data.int8[2]);
  if (m == y->data.int8[0]) Serial.println("Apple");
  else if (m == y->data.int8[1]) Serial.println("Banana");
  else Serial.println("Orange");
  delay(100);
}
