#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_LSM9DS1.h>
#include "model.h"

typedef void (*Action)();

struct Entry {
  const char* name;
  Action action;
};

static void lampOn() { digitalWrite(LED_BUILTIN, HIGH); }
static void lampOff() { digitalWrite(LED_BUILTIN, LOW); }
static void blink() {
  for (int i = 0; i < 4; i++) {
    digitalWrite(LED_BUILTIN, i % 2 ? LOW : HIGH);
    delay(20);
  }
}
static void nothing() {}

static const Entry table[] = {{"circle", lampOn}, {"line", lampOff}, {"zigzag", blink}, {"rest", nothing}};

static tflite::MicroErrorReporter reporter;
static tflite::AllOpsResolver resolver;
static uint8_t arena[9500];
static tflite::MicroInterpreter* interpreter;

void setup() {
  pinMode(LED_BUILTIN, OUTPUT);
  Serial.begin(9600);
  while (!Serial) {
  }
  if (!IMU.begin()) {
    Serial.println("IMU?");
    while (true) {
    }
  }
  interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("memory?");
    while (true) {
    }
  }
}

void loop() {
  float* at = interpreter->input(0)->data.f;
  float* const end = at + 64 * 3;
  while (at != end) {
    while (!IMU.accelerationAvailable()) delay(1);
    float x, y, z;
    IMU.readAcceleration(x, y, z);
    *at++ = x * 1000.f;
    *at++ = y * 1000.f;
    *at++ = z * 1000.f;
    delay(39);
  }
  if (interpreter->Invoke() != kTfLiteOk) {
    Serial.println("inference?");
    return;
  }
  const float* p = interpreter->output(0)->data.f;
  const Entry* best = &table[0];
  for (const Entry& e : table) {
    if (p[&e - table] > p[best - table]) best = &e;
  }
  Serial.println(best->name);
  best->action();
}
