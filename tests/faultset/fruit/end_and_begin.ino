#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

tflite::MicroErrorReporter reporter;
tflite::AllOpsResolver resolver;
uint8_t arena[4 * 1024];
tflite::MicroInterpreter* interpreter;

void setup() {
  Serial.begin(9600);
  interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("no memory");
    while (1) delay(100);
  }
}

bool measure(int& r, int& g, int& b) {
  if (!APDS.begin()) return false;
  while (!APDS.colorAvailable()) delay(2);
  bool ok = APDS.readColor(r, g, b);
  APDS.end();
  return ok;
}

void loop() {
  int r, g, b;
  if (measure(r, g, b) && r + g + b > 2) {
    const float k = 1.0f / (r + g + b);
    interpreter->input(0)->data.f[0] = k * r;
    interpreter->input(0)->data.f[1] = k * g;
    interpreter->input(0)->data.f[2] = k * b;
    if (interpreter->Invoke() == kTfLiteOk) {
      const float* p = interpreter->output(0)->data.f;
      const char* name = p[0] > p[1] ? "Apple" : "Banana";
      if (p[2] > p[0] && p[2] > p[1]) name = "Orange";
      Serial.println(name);
    }
  }
  delay(150);
}
