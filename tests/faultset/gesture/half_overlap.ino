#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_LSM9DS1.h>
#include "model.h"

constexpr int HALF = 32;
float older[HALF * 3], newer[HALF * 3];
bool haveOlder = false;

tflite::MicroErrorReporter reporter;
tflite::AllOpsResolver resolver;
uint8_t arena[8192];
tflite::MicroInterpreter* interpreter;

void setup() {
  Serial.begin(9600);
  if (!IMU.begin()) {
    Serial.println("Failed to initialize IMU!");
    while (1);
  }
  interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("AllocateTensors failed!");
    while (1);
  }
}

void fillHalf(float* half) {
  static unsigned long next = millis();
  for (int i = 0; i < HALF; i++) {
    while ((long)(millis() - next) < 0) {}
    next += 40;
    float x, y, z;
    while (!IMU.accelerationAvailable()) {}
    IMU.readAcceleration(x, y, z);
    half[3 * i] = 1000 * x;
    half[3 * i + 1] = 1000 * y;
    half[3 * i + 2] = 1000 * z;
  }
}

void loop() {
  fillHalf(newer);
  if (haveOlder) {
    float* in = interpreter->typed_input_tensor<float>(0);
    memcpy(in, older, sizeof(older));
    memcpy(in + HALF * 3, newer, sizeof(newer));
    if (interpreter->Invoke() == kTfLiteOk) {
      float* out = interpreter->typed_output_tensor<float>(0);
      const char* names[] = {"circle", "line", "zigzag", "rest"};
      int at = 0;
      for (int i = 1; i < 4; i++) at = out[i] > out[at] ? i : at;
      Serial.print("gesture ");
      Serial.println(names[at]);
    }
  }
  memcpy(older, newer, sizeof(older));
  haveOlder = true;
}
