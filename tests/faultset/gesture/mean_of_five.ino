#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_LSM9DS1.h>
#include "model.h"

tflite::MicroErrorReporter rep;
tflite::AllOpsResolver res;
tflite::MicroInterpreter* mi;
uint8_t ar[11 * 1024];

float sx, sy, sz;
int inMean = 0, inWindow = 0;

void setup() {
  Serial.begin(9600);
  if (!IMU.begin()) while (1) delay(1);
  mi = new tflite::MicroInterpreter(tflite::GetModel(model), res, ar, sizeof(ar), &rep);
  if (mi->AllocateTensors() != kTfLiteOk) while (1) delay(1);
}

void loop() {
  float x, y, z;
  if (!IMU.accelerationAvailable()) return;
  IMU.readAcceleration(x, y, z);
  sx += x;
  sy += y;
  sz += z;
  if (++inMean < 5) return;

  float* t = mi->input(0)->data.f + 3 * inWindow;
  t[0] = sx * 200;  // a fifth, in thousandths
  t[1] = sy * 200;
  t[2] = sz * 200;
  sx = sy = sz = 0;
  inMean = 0;
  if (++inWindow < 64) return;
  inWindow = 0;

  if (mi->Invoke() != kTfLiteOk) {
    Serial.println("error");
    return;
  }
  float* o = mi->output(0)->data.f;
  int b = 0;
  for (int i = 1; i < 4; i++) if (o[i] > o[b]) b = i;
  Serial.print("class=");
  Serial.println(b == 0 ? "circle" : b == 1 ? "line" : b == 2 ? "zigzag" : "rest");
}
