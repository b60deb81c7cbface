#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/micro_mutable_op_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_LSM9DS1.h>
#include "model.h"

struct Buffer {
  float v[64][3];
  uint8_t n;
};

static Buffer buffers[2];
static Buffer* filling = &buffers[0];
static Buffer* ready_ = nullptr;
static tflite::MicroErrorReporter reporter;
static tflite::MicroMutableOpResolver<7> resolver;
static uint8_t arena[8192];
static tflite::MicroInterpreter* interpreter;

void setup() {
  Serial.begin(9600);
  resolver.AddConv2D();
  resolver.AddFullyConnected();
  resolver.AddSoftmax();
  resolver.AddMaxPool2D();
  resolver.AddAveragePool2D();
  resolver.AddReshape();
  static tflite::MicroInterpreter it(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  interpreter = &it;
  if (it.AllocateTensors() != kTfLiteOk || !IMU.begin()) {
    Serial.println("set-up failed");
    while (true) yield();
  }
}

void sample() {
  static uint32_t at = 0;
  if (millis() - at < 40 || !IMU.accelerationAvailable()) return;
  at = millis();
  float* row = filling->v[filling->n++];
  IMU.readAcceleration(row[0], row[1], row[2]);
  if (filling->n == 64) {
    ready_ = filling;
    filling = filling == &buffers[0] ? &buffers[1] : &buffers[0];
    filling->n = 0;
  }
}

void think() {
  if (ready_ == nullptr) return;
  float* in = interpreter->input(0)->data.f;
  for (auto& row : ready_->v)
    for (float g : row) *in++ = 1000 * g;
  ready_ = nullptr;
  if (interpreter->Invoke() != kTfLiteOk) return;
  float* out = interpreter->output(0)->data.f;
  static const char* words[] = {"circle", "line", "zigzag", "rest"};
  int w = 3;
  for (int i = 2; i >= 0; i--)
    if (out[i] > out[w]) w = i;
  Serial.println(words[w]);
}

void loop() {
  sample();
  think();
}
