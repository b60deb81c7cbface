#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_LSM9DS1.h>
#include "model.h"

#define GESTURE_COUNT 4
const char* gestureNames[GESTURE_COUNT] = {"circle", "line", "zigzag", "rest"};

tflite::MicroErrorReporter microErrorReporter;
tflite::AllOpsResolver allOpsResolver;
tflite::MicroInterpreter* microInterpreter;
uint8_t tensorArena[12 * 1024];
float buf[192];

void setup() {
  Serial.begin(115200);
  if (!IMU.begin()) {
    Serial.println("{\"error\":\"imu\"}");
    while (1) {}
  }
  microInterpreter = new tflite::MicroInterpreter(tflite::GetModel(model), allOpsResolver, tensorArena, sizeof(tensorArena), &microErrorReporter);
  if (microInterpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("{\"error\":\"arena\"}");
    while (1) {}
  }
}

void loop() {
  static int idx = 0;
  static unsigned long nextAt = 0;
  if (millis() < nextAt) return;
  if (!IMU.accelerationAvailable()) return;
  nextAt = millis() + 40;
  float a, b, c;
  IMU.readAcceleration(b, a, c);
  buf[idx++] = a * 1000;
  buf[idx++] = b * 1000;
  buf[idx++] = c * 1000;
  if (idx < 192) return;
  idx = 0;
  for (int i = 0; i < 192; i++) microInterpreter->input(0)->data.f[i] = buf[i];
  if (microInterpreter->Invoke() != kTfLiteOk) {
    Serial.println("{\"error\":\"invoke\"}");
    return;
  }
  int best = 0;
  for (int i = 1; i < GESTURE_COUNT; i++) {
    if (microInterpreter->output(0)->data.f[i] > microInterpreter->output(0)->data.f[best]) best = i;
  }
  Serial.print("{\"t\":");
  Serial.print(millis());
  Serial.print(",\"gesture\":\"");
  Serial.print(gestureNames[best]);
  Serial.print("\",\"score\":");
  Serial.print(microInterpreter->output(0)->data.f[best], 3);
  Serial.println("}");
}
