#include <PDM.h>
#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/micro_mutable_op_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include "model.h"

static const int SIZE = 1024;
static short pcm[SIZE];
static volatile int at = 0;
static volatile bool done = false;

tflite::MicroErrorReporter errors;
tflite::MicroMutableOpResolver<6> ops;
uint8_t arena[25 * 1024];
tflite::MicroInterpreter* net;

void take() {
  static short chunk[256];
  int n = PDM.read(chunk, PDM.available()) / 2;
  if (done) return;  // loop() is reading
  for (int i = 0; i < n; i++) {
    pcm[at] = chunk[i];
    at = at + 1;
    if (at == SIZE) {
      done = true;
      return;
    }
  }
}

void setup() {
  pinMode(LED_BUILTIN, OUTPUT);
  Serial.begin(9600);
  while (!Serial) {}
  ops.AddConv2D();
  ops.AddAveragePool2D();
  ops.AddReshape();
  ops.AddFullyConnected();
  ops.AddSoftmax();
  net = new tflite::MicroInterpreter(tflite::GetModel(model), ops, arena, sizeof(arena), &errors);
  if (net->AllocateTensors() != kTfLiteOk) {
    Serial.println("not enough arena");
    while (1) {}
  }
  PDM.onReceive(take);
  PDM.begin(1, 16000);
}

void loop() {
  if (!done) return;
  for (int i = 0; i < SIZE; i++) net->input(0)->data.f[i] = (float)pcm[i] / 32768;
  at = 0;
  done = false;
  if (net->Invoke() != kTfLiteOk) {
    Serial.println("?");
    return;
  }
  float* p = net->output(0)->data.f;
  String sound = "hum";
  float best = p[0];
  if (p[1] > best) { best = p[1]; sound = "whistle"; }
  if (p[2] > best) { best = p[2]; sound = "hiss"; }
  if (p[3] > best) { best = p[3]; sound = "silence"; }
  digitalWrite(LED_BUILTIN, sound == "whistle" ? HIGH : LOW);
  Serial.println(sound);
}
