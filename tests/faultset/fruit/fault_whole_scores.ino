#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

namespace config {
const size_t arena_bytes = 4096;
const unsigned pause_ms = 30;
}

tflite::MicroErrorReporter reporter;
tflite::AllOpsResolver resolver;
uint8_t arena[config::arena_bytes];
tflite::MicroInterpreter* interpreter;

void setup() {
  Serial.begin(9600);
  APDS.begin();
  interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), resolver, arena, config::arena_bytes, &reporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) Serial.println("allocate!");
}

int classifyOnce() {
  int r, g, b;
  while (!APDS.colorAvailable()) delay(1);
  APDS.readColor(r, g, b);
  float sum = r + g + b;
  if (sum < 3) return -1;
  interpreter->input(0)->data.f[0] = r / sum;
  interpreter->input(0)->data.f[1] = g / sum;
  interpreter->input(0)->data.f[2] = b / sum;
  if (interpreter->Invoke() != kTfLiteOk) return -1;
  int k = 0;
  int most = 0;
  for (int i = 0; i < 3; i++) {
    int score = interpreter->output(0)->data.f[i];
    if (score > most) {
      most = score;
      k = i;
    }
  }
  return k;
}

void loop() {
  static const char* fruit[] = {"Apple", "Banana", "Orange"};
  int first = classifyOnce();
  if (first < 0) return;
  int second = classifyOnce();
  if (first == second) {
    Serial.print("sure: ");
    Serial.println(fruit[second]);
  }
  delay(config::pause_ms);
}
