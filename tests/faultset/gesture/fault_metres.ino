#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_LSM9DS1.h>
#include "model.h"

#define N 64

tflite::MicroErrorReporter er;
tflite::AllOpsResolver op;
tflite::MicroInterpreter *net;
uint8_t mem[10 * 1024];
float acc[N][3];

void record() {
  for (int i = 0; i < N; i++) {
    while (!IMU.accelerationAvailable()) {}
    IMU.readAcceleration(acc[i][0], acc[i][1], acc[i][2]);
    delay(40);
  }
}

void setup() {
  Serial.begin(9600);
  IMU.begin();
  net = new tflite::MicroInterpreter(tflite::GetModel(model), op, mem, sizeof mem, &er);
  if (net->AllocateTensors() != kTfLiteOk) {
    Serial.println("allocate");
    while (1) ;
  }
}

void loop() {
  record();
  float *t = net->input(0)->data.f;
  for (int i = 0; i < N; i++)
    for (int a = 0; a < 3; a++)
      *t++ = acc[i][a] * 9.80665f;
  if (net->Invoke() == kTfLiteOk) {
    float *s = net->output(0)->data.f;
    int k = 0;
    if (s[1] > s[k]) k = 1;
    if (s[2] > s[k]) k = 2;
    if (s[3] > s[k]) k = 3;
    switch (k) {
      case 0: Serial.println("Circle"); break;
      case 1: Serial.println("Line"); break;
      case 2: Serial.println("Zigzag"); break;
      default: Serial.println("Rest");
    }
  }
}
