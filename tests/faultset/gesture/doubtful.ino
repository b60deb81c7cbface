#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_LSM9DS1.h>
#include "model.h"

const char* const names[] = {"circle", "line", "zigzag", "rest"};
const float enough = 0.5;

tflite::MicroErrorReporter er;
tflite::AllOpsResolver ops;
uint8_t mem[11 * 1024];
tflite::MicroInterpreter net(tflite::GetModel(model), ops, mem, sizeof(mem), &er);
int have = 0;

void setup() {
  Serial.begin(9600);
  IMU.begin();
  net.AllocateTensors();
}

bool takeReading() {
  static unsigned long t = 0;
  if (millis() - t < 40) return false;
  if (!IMU.accelerationAvailable()) return false;
  t = millis();
  float x, y, z;
  IMU.readAcceleration(x, y, z);
  float* f = net.typed_input_tensor<float>(0);
  f[have * 3 + 0] = 1000 * x;
  f[have * 3 + 1] = 1000 * y;
  f[have * 3 + 2] = 1000 * z;
  have = (have + 1) % 64;
  return have == 0;
}

void loop() {
  if (!takeReading()) return;
  if (net.Invoke() != kTfLiteOk) return;
  const float* p = net.typed_output_tensor<float>(0);
  int best = -1;
  for (int i = 0; i < 4; i++)
    if (p[i] >= enough) best = i;
  Serial.println(best < 0 ? "not sure" : names[best]);
}
