#include <PDM.h>
#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include "model.h"

static tflite::MicroErrorReporter reporter;
static tflite::AllOpsResolver resolver;
static uint8_t arena[16 * 1024];
static tflite::MicroInterpreter net(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);

static int16_t heard[1024];
static volatile uint16_t heardCount = 0;
static int current = -1;

static void hear() {
  static int16_t part[256];
  int bytes = PDM.available();
  if (bytes > (int)sizeof(part)) bytes = sizeof(part);
  int got = PDM.read(part, bytes) / 2;
  for (int i = 0; i < got; i++) {
    if (heardCount < 1024) heard[heardCount++] = part[i];
  }
}

void setup() {
  Serial.begin(9600);
  if (net.AllocateTensors() != kTfLiteOk) {
    Serial.println("no room");
    while (true) delay(10);
  }
  PDM.onReceive(hear);
  PDM.setBufferSize(512);
  if (!PDM.begin(1, 16000)) {
    Serial.println("no microphone");
    while (true) delay(10);
  }
}

void loop() {
  if (heardCount < 1024) {
    delay(1);
    return;
  }
  TfLiteTensor* in = net.input(0);
  for (int i = 0; i < 1024; i++) in->data.f[i] = heard[i] / 32768.0f;
  heardCount = 0;
  if (net.Invoke() != kTfLiteOk) return;
  const float* p = net.output(0)->data.f;
  int now = 0;
  if (p[1] > p[now]) now = 1;
  if (p[2] > p[now]) now = 2;
  if (p[3] > p[now]) now = 3;
  if (now == current) return;
  current = now;
  static const char* const words[] = {"HUM", "WHISTLE", "HISS", "SILENCE"};
  Serial.println(words[now]);
}
