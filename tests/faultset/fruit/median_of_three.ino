#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

#define TAPS 3
int ring[3][TAPS];
int head = 0, filled = 0;

tflite::MicroErrorReporter mer;
tflite::AllOpsResolver aor;
uint8_t pool[4 * 1024];
tflite::MicroInterpreter* mi;

int median3(const int* v) {
  int a = v[0], b = v[1], c = v[2];
  return max(min(a, b), min(max(a, b), c));
}

void setup() {
  Serial.begin(9600);
  while (!Serial) {}
  APDS.begin();
  mi = new tflite::MicroInterpreter(tflite::GetModel(model), aor, pool, sizeof(pool), &mer);
  if (mi->AllocateTensors() != kTfLiteOk) {
    Serial.println("no tensors");
    while (1) {}
  }
}

void loop() {
  if (!APDS.colorAvailable()) return;
  int now[3];
  APDS.readColor(now[0], now[1], now[2]);
  for (int ch = 0; ch < 3; ch++) ring[ch][head] = now[ch];
  head = (head + 1) % TAPS;
  if (filled < TAPS) {
    filled++;
    return;
  }

  int m[3];
  int total = 0;
  for (int ch = 0; ch < 3; ch++) total += m[ch] = median3(ring[ch]);
  if (total < 10) return;
  for (int ch = 0; ch < 3; ch++) mi->input(0)->data.f[ch] = (float)m[ch] / total;
  mi->Invoke();
  float* s = mi->output(0)->data.f;
  const char* word = "Apple";
  float best = s[0];
  if (s[1] > best) { best = s[1]; word = "Banana"; }
  if (s[2] > best) { best = s[2]; word = "Orange"; }
  Serial.print(word);
  Serial.print("\t");
  Serial.println(best);
}
