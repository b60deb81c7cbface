#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_LSM9DS1.h>
#include "model.h"

#define WIN 64
#define DIM 3
#define CLS 4
#define PERIOD 40
#define DIE(s) do { Serial.println(F(s)); for (;;) ; } while (0)
#define IN(i) (I->input(0)->data.f[(i)])
#define OUT(i) (I->output(0)->data.f[(i)])

tflite::MicroErrorReporter R;
tflite::AllOpsResolver O;
uint8_t A[1 << 14];
tflite::MicroInterpreter *I;
unsigned long T;
int K;

void setup() {
  Serial.begin(9600);
  while (!Serial) ;
  if (!IMU.begin()) DIE("IMU");
  I = new tflite::MicroInterpreter(tflite::GetModel(model), O, A, sizeof A, &R);
  if (I->AllocateTensors() != kTfLiteOk) DIE("ALLOC");
}

void loop() {
  float v[DIM];
  int i, m;

  if (millis() - T < PERIOD) return;
  if (!IMU.accelerationAvailable()) return;
  T = millis();
  IMU.readAcceleration(v[0], v[1], v[2]);
  for (i = 0; i < DIM; i++) IN(K * DIM + i) = v[i] * 1000;
  if (++K < WIN) return;
  K = 0;
  if (I->Invoke() != kTfLiteOk) DIE("INVOKE");
  for (m = 0, i = 1; i < CLS; i++) if (OUT(i) > OUT(m)) m = i;
  Serial.println(m == 0 ? F("CIRCLE") : m == 1 ? F("LINE") : m == 2 ? F("ZIGZAG") : F("REST"));
}
