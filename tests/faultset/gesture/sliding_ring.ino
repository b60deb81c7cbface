#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include <Arduino_LSM9DS1.h>
#include "model.h"

constexpr int kWindow = 64;
constexpr int kHop = 16;
constexpr int kDecimate = 5;  // 119 Hz / 5 = 23.8 Hz

struct Reading {
  float x, y, z;
};

static Reading ring[kWindow];
static int head = 0;      // where the next reading goes, so the oldest one is there
static int have = 0;
static int fresh = 0;
static int skipped = 0;

static tflite::MicroErrorReporter reporter;
static tflite::AllOpsResolver resolver;
alignas(16) static uint8_t arena[12 * 1024];
static tflite::MicroInterpreter* interpreter;
static const char* const kNames[] = {"circle", "line", "zigzag", "rest"};

void setup() {
  Serial.begin(115200);
  if (!IMU.begin()) {
    Serial.println("no IMU");
    while (true) delay(1000);
  }
  static tflite::MicroInterpreter it(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  interpreter = &it;
  if (it.AllocateTensors() != kTfLiteOk) {
    Serial.println("no memory");
    while (true) delay(1000);
  }
}

void remember(const Reading& r) {
  ring[head] = r;
  head = (head + 1) % kWindow;
  if (have < kWindow) ++have;
  ++fresh;
}

void unroll(float* to) {
  for (int i = 0; i < kWindow; ++i) {
    const Reading& r = ring[(head + i) % kWindow];
    *to++ = 1000 * r.x;
    *to++ = 1000 * r.y;
    *to++ = 1000 * r.z;
  }
}

void loop() {
  if (!IMU.accelerationAvailable()) return;
  Reading r;
  IMU.readAcceleration(r.x, r.y, r.z);
  if (++skipped < kDecimate) return;
  skipped = 0;
  remember(r);
  if (have < kWindow || fresh < kHop) return;
  fresh = 0;

  unroll(interpreter->input(0)->data.f);
  if (interpreter->Invoke() != kTfLiteOk) return;
  const float* p = interpreter->output(0)->data.f;
  int best = 0;
  for (int i = 1; i < 4; ++i) best = p[i] > p[best] ? i : best;
  Serial.print(kNames[best]);
  Serial.print(' ');
  Serial.println(p[best], 2);
}
