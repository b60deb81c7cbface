#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include <Arduino_LSM9DS1.h>
#include "model.h"

enum Phase { IDLE, RECORD, CLASSIFY };
Phase phase = IDLE;
unsigned long phaseBegin = 0;
int n = 0;

tflite::MicroErrorReporter reporter;
tflite::AllOpsResolver resolver;
tflite::MicroInterpreter* interpreter;
uint8_t arena[14 * 1024];
String names[4] = {"circle", "line", "zigzag", "rest"};

void enter(Phase p) {
  phase = p;
  phaseBegin = millis();
}

void setup() {
  Serial.begin(9600);
  while (!Serial) delay(10);
  if (!IMU.begin()) {
    Serial.println("IMU failed");
    while (true) delay(10);
  }
  interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("AllocateTensors failed");
    while (true) delay(10);
  }
}

void loop() {
  switch (phase) {
    case IDLE:
      if (millis() - phaseBegin > 200) {
        n = 0;
        enter(RECORD);
      }
      break;

    case RECORD: {
      // the nth reading is due n * 40 ms after the first
      if (millis() - phaseBegin < (unsigned long)n * 40) break;
      float x, y, z;
      if (!IMU.accelerationAvailable()) break;
      IMU.readAcceleration(x, y, z);
      float* at = interpreter->input(0)->data.f + 3 * n;
      at[0] = x * 1000;
      at[1] = y * 1000;
      at[2] = z * 1000;
      if (++n == 64) enter(CLASSIFY);
      break;
    }

    case CLASSIFY:
      if (interpreter->Invoke() == kTfLiteOk) {
        float* p = interpreter->output(0)->data.f;
        int best = 0;
        for (int i = 0; i < 4; i++) if (p[i] > p[best]) best = i;
        Serial.println("I saw: " + names[best] + " (" + String(p[best] * 100, 0) + "%)");
      } else {
        Serial.println("Invoke failed");
      }
      enter(IDLE);
      break;
  }
}
