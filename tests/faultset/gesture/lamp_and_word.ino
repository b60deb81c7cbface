#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include <Arduino_LSM9DS1.h>
#include "model.h"

const struct {
  const char* word;
  int lamp;
} kGestures[] = {{"circle", LEDR}, {"line", LEDG}, {"zigzag", LEDB}, {"rest", -1}};

tflite::MicroErrorReporter reporter;
tflite::AllOpsResolver resolver;
uint8_t arena[15000];
tflite::MicroInterpreter* interpreter = nullptr;

void lampsOff() {
  digitalWrite(LEDR, HIGH);
  digitalWrite(LEDG, HIGH);
  digitalWrite(LEDB, HIGH);
}

void setup() {
  pinMode(LEDR, OUTPUT);
  pinMode(LEDG, OUTPUT);
  pinMode(LEDB, OUTPUT);
  lampsOff();
  Serial.begin(9600);
  const tflite::Model* m = tflite::GetModel(model);
  if (m->version() == TFLITE_SCHEMA_VERSION) {
    interpreter = new tflite::MicroInterpreter(m, resolver, arena, sizeof(arena), &reporter);
  }
  if (interpreter == nullptr || interpreter->AllocateTensors() != kTfLiteOk || !IMU.begin()) {
    digitalWrite(LEDR, LOW);
    Serial.println("setup went wrong");
    while (true) delay(1000);
  }
}

void readInto(float* three) {
  while (!IMU.accelerationAvailable()) delay(1);
  IMU.readAcceleration(three[0], three[1], three[2]);
  for (int i = 0; i < 3; ++i) three[i] *= 1000;
}

void loop() {
  TfLiteTensor* in = interpreter->input(0);
  unsigned long start = millis();
  for (int i = 0; i < 64; ++i) {
    readInto(in->data.f + 3 * i);
    const unsigned long until = start + 40UL * (i + 1);
    const unsigned long now = millis();
    if (now < until) delay(until - now);
  }
  if (interpreter->Invoke() != kTfLiteOk) {
    Serial.println("?");
    return;
  }
  int g = 0;
  for (int i = 1; i < in->dims->data[0] * 4; ++i) {
    if (interpreter->output(0)->data.f[i] > interpreter->output(0)->data.f[g]) g = i;
  }
  lampsOff();
  if (kGestures[g].lamp >= 0) digitalWrite(kGestures[g].lamp, LOW);
  Serial.println(kGestures[g].word);
}
