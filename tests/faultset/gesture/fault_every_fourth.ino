#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_LSM9DS1.h>
#include "model.h"

tflite::MicroErrorReporter er;
tflite::AllOpsResolver re;
tflite::MicroInterpreter* in_;
uint8_t ar[9 * 1024];
int n = 0, skip = 0;

void setup() {
  Serial.begin(9600);
  while (!Serial) delay(1);
  Serial.println(F("0=circle 1=line 2=zigzag 3=rest"));
  if (!IMU.begin()) {
    Serial.println(F("no imu"));
    while (1) delay(1);
  }
  in_ = new tflite::MicroInterpreter(tflite::GetModel(model), re, ar, sizeof(ar), &er);
  if (in_->AllocateTensors() != kTfLiteOk) {
    Serial.println(F("no ram"));
    while (1) delay(1);
  }
}

void loop() {
  float v[3];
  if (!IMU.accelerationAvailable()) return;
  IMU.readAcceleration(v[0], v[1], v[2]);
  if (skip-- > 0) return;
  skip = 3;
  for (int i = 0; i < 3; i++) in_->input(0)->data.f[n++] = v[i] * 1e3f;
  if (n < 192) return;
  n = 0;
  if (in_->Invoke() != kTfLiteOk) return;
  const float* o = in_->output(0)->data.f;
  int g = 0;
  for (int i = 0; i < 4; i++) if (o[i] > o[g]) g = i;
  Serial.println(g);
}
