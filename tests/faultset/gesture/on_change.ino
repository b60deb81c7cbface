#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_LSM9DS1.h>
#include "model.h"

tflite::MicroErrorReporter mer;
tflite::AllOpsResolver aor;
uint8_t pool[10000];
tflite::MicroInterpreter* tfl;
const char* label[] = {"CIRCLE", "LINE", "ZIGZAG", "REST"};

float hist[64][3];
int pos = 0;
long total = 0;
int shown = -1;

void setup() {
  Serial.begin(9600);
  while (!Serial) ;
  IMU.begin();
  tfl = new tflite::MicroInterpreter(tflite::GetModel(model), aor, pool, sizeof(pool), &mer);
  tfl->AllocateTensors();
}

int classify() {
  float* d = tfl->input(0)->data.f;
  for (int i = 0; i < 64; i++) {
    int k = (pos + i) & 63;
    d[i * 3] = hist[k][0];
    d[i * 3 + 1] = hist[k][1];
    d[i * 3 + 2] = hist[k][2];
  }
  if (tfl->Invoke() != kTfLiteOk) return -1;
  float* o = tfl->output(0)->data.f;
  int m = 0;
  for (int i = 1; i < 4; i++) if (o[i] > o[m]) m = i;
  return m;
}

void loop() {
  static unsigned long before = 0;
  if (millis() - before < 40) return;
  float x, y, z;
  if (!IMU.accelerationAvailable()) return;
  before = millis();
  IMU.readAcceleration(x, y, z);
  hist[pos][0] = x * 1000; hist[pos][1] = y * 1000; hist[pos][2] = z * 1000;
  pos = (pos + 1) & 63;
  total++;
  if (total >= 64 && total % 8 == 0) {
    int now = classify();
    if (now >= 0 && now != shown) {
      shown = now;
      Serial.println(label[now]);
    }
  }
}
