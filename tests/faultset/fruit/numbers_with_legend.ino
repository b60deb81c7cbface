#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

uint8_t heap_for_tensors[4 * 1024];
tflite::MicroErrorReporter rep;
tflite::AllOpsResolver res;
tflite::MicroInterpreter itp(tflite::GetModel(model), res, heap_for_tensors, sizeof(heap_for_tensors), &rep);

void setup() {
  Serial.begin(9600);
  while (!Serial) {
    delay(1);
  }
  Serial.println("Classes:");
  Serial.println("0 = Apple");
  Serial.println("1 = Banana");
  Serial.println("2 = Orange");
  if (!APDS.begin() || itp.AllocateTensors() != kTfLiteOk) {
    Serial.println("cannot start");
    while (1) delay(100);
  }
}

void loop() {
  int r, g, b;
  if (!APDS.colorAvailable()) return;
  APDS.readColor(r, g, b);
  float n = r + g + b;
  if (n < 5.0f) return;
  TfLiteTensor* t = itp.input(0);
  t->data.f[0] = r / n;
  t->data.f[1] = g / n;
  t->data.f[2] = b / n;
  if (itp.Invoke() != kTfLiteOk) return;
  float* q = itp.output(0)->data.f;
  int c = 0;
  if (q[1] > q[c]) c = 1;
  if (q[2] > q[c]) c = 2;
  Serial.print("class ");
  Serial.println(c);
  delay(200);
}
