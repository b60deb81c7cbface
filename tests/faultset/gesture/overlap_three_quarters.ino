#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_LSM9DS1.h>
#include "model.h"

struct Lane {
  float data[192];
  int filled;  // begins below zero: a lane that starts later
};

Lane lanes[3] = {{{}, 0}, {{}, -16}, {{}, -32}};

tflite::MicroErrorReporter reporter;
tflite::AllOpsResolver resolver;
tflite::MicroInterpreter* interpreter;
uint8_t arena[10 * 1024];

void setup() {
  Serial.begin(9600);
  while (!Serial) delay(1);
  if (!IMU.begin()) {
    Serial.println("IMU did not start");
    while (1) delay(1);
  }
  interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("tensors did not fit");
    while (1) delay(1);
  }
}

void ask(const Lane& lane) {
  memcpy(interpreter->input(0)->data.f, lane.data, sizeof(lane.data));
  if (interpreter->Invoke() != kTfLiteOk) return;
  const float* p = interpreter->output(0)->data.f;
  const char* names[] = {"circle", "line", "zigzag", "rest"};
  int k = 0;
  for (int i = 1; i < 4; i++)
    if (p[i] > p[k]) k = i;
  Serial.println(names[k]);
}

void loop() {
  static unsigned long last = 0;
  if (millis() - last < 40 || !IMU.accelerationAvailable()) return;
  last = millis();
  float x, y, z;
  IMU.readAcceleration(x, y, z);
  for (Lane& lane : lanes) {
    if (lane.filled >= 0) {
      float* at = lane.data + 3 * lane.filled;
      at[0] = 1000 * x;
      at[1] = 1000 * y;
      at[2] = 1000 * z;
    }
    if (++lane.filled == 64) {
      lane.filled = 0;
      ask(lane);
    }
  }
}
