#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_LSM9DS1.h>
#include "model.h"

static tflite::MicroErrorReporter reporter;
static tflite::AllOpsResolver resolver;
static uint8_t arena[9 * 1024];
static tflite::MicroInterpreter* interpreter;
static float* x;
static int index_ = 0;
static unsigned reading = 0;

void setup() {
  Serial.begin(115200);
  if (!IMU.begin()) {
    Serial.println("IMU not found");
    while (true) delay(100);
  }
  IMU.setContinuousMode();
  interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("out of memory");
    while (true) delay(100);
  }
  x = interpreter->input(0)->data.f;
}

void answer() {
  if (interpreter->Invoke() != kTfLiteOk) return;
  const float* y = interpreter->output(0)->data.f;
  const char* names[] = {"circle", "line", "zigzag", "rest"};
  int k = 0;
  for (int i = 1; i < 4; i++)
    if (y[i] > y[k]) k = i;
  Serial.println(names[k]);
}

void loop() {
  while (IMU.accelerationAvailable()) {
    float a, b, c;
    IMU.readAcceleration(a, b, c);
    if (reading++ % 5) continue;
    x[index_] = a * 1000;
    x[index_ + 1] = b * 1000;
    x[index_ + 2] = c * 1000;
    index_ += 3;
    if (index_ == 192) {
      index_ = 0;
      answer();
    }
  }
}
