#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_LSM9DS1.h>
#include <string.h>
#include "model.h"

const size_t WINDOW = 64, AXES = 3;
float window_[WINDOW * AXES];
unsigned long count = 0;
unsigned long last_us = 0;

tflite::MicroErrorReporter error_reporter;
tflite::AllOpsResolver ops_resolver;
alignas(16) uint8_t tensor_arena[8 * 1024];
tflite::MicroInterpreter interpreter(tflite::GetModel(model), ops_resolver, tensor_arena, sizeof(tensor_arena), &error_reporter);

void setup() {
  Serial.begin(9600);
  if (!IMU.begin() || interpreter.AllocateTensors() != kTfLiteOk) {
    Serial.println("cannot work");
    while (1) yield();
  }
}

void push(float x, float y, float z) {
  memmove(window_, window_ + AXES, (WINDOW - 1) * AXES * sizeof(float));
  float* newest = window_ + (WINDOW - 1) * AXES;
  newest[0] = x;
  newest[1] = y;
  newest[2] = z;
  ++count;
}

void loop() {
  if (micros() - last_us < 40000UL || !IMU.gyroscopeAvailable()) return;
  last_us = micros();
  float x, y, z;
  IMU.readGyroscope(x, y, z);
  push(1000 * x, 1000 * y, 1000 * z);
  if (count < WINDOW || count % 12 != 0) return;

  memcpy(interpreter.input(0)->data.f, window_, sizeof(window_));
  if (interpreter.Invoke() != kTfLiteOk) return;
  const float* s = interpreter.output(0)->data.f;
  const char* g = "circle";
  float m = s[0];
  if (s[1] > m) m = s[1], g = "line";
  if (s[2] > m) m = s[2], g = "zigzag";
  if (s[3] > m) m = s[3], g = "rest";
  Serial.println(g);
}
