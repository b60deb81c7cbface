#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_LSM9DS1.h>
#include "model.h"

constexpr size_t kRows = 64, kHop = 16;

struct Row {
  float a[3];
};

static Row rows[kRows];
static size_t used = 0;
static tflite::MicroErrorReporter reporter;
static tflite::AllOpsResolver resolver;
static uint8_t arena[13 * 1024];
static tflite::MicroInterpreter* interpreter = nullptr;

void setup() {
  Serial.begin(9600);
  while (!Serial && millis() < 5000) {
  }
  static tflite::MicroInterpreter it(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  if (it.AllocateTensors() == kTfLiteOk && IMU.begin()) interpreter = &it;
}

void loop() {
  if (interpreter == nullptr) {
    Serial.println("no network or no sensor");
    delay(2000);
    return;
  }
  static unsigned long next = 0;
  if (millis() < next || !IMU.accelerationAvailable()) return;
  next = millis() + 40;
  Row& row = rows[used++];
  IMU.readAcceleration(row.a[0], row.a[1], row.a[2]);
  if (used < kRows) return;

  float* in = interpreter->input(0)->data.f;
  for (const Row& r : rows)
    for (float g : r.a) *in++ = g * 1000.0f;
  // make room for the next quarter
  memmove(&rows[0], &rows[kHop], (kRows - kHop) * sizeof(Row));
  used = kRows - kHop;

  if (interpreter->Invoke() != kTfLiteOk) return;
  const float* p = interpreter->output(0)->data.f;
  size_t best = 0;
  for (size_t i = 1; i < 4; ++i)
    if (p[i] > p[best]) best = i;
  static const char* const kNames[] = {"circle", "line", "zigzag", "rest"};
  Serial.print(millis());
  Serial.print('\t');
  Serial.print(kNames[best]);
  Serial.print('\t');
  Serial.println(p[best], 3);
}
