#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include "model.h"

tflite::MicroErrorReporter rep;
tflite::AllOpsResolver ops;
uint8_t mem[3 * 1024];
tflite::MicroInterpreter tfl(tflite::GetModel(model), ops, mem, sizeof(mem), &rep);

int position = 0;
float value = 0;
bool ok = false;

void compute() {
  tfl.input(0)->data.f[0] = position * TWO_PI / 64;
  ok = tfl.Invoke() == kTfLiteOk;
  value = ok ? tfl.output(0)->data.f[0] : 0;
}

void show() {
  if (ok) {
    Serial.print("Predicted sine: ");
    Serial.println(value, 3);
  } else {
    Serial.println("Prediction failed");
  }
}

void advance() { position = (position + 1) % 64; }
void rest() { delay(55); }

void (*const tasks[])() = {compute, show, advance, rest};

void setup() {
  Serial.begin(9600);
  while (!Serial) yield();
  if (tfl.AllocateTensors() != kTfLiteOk) {
    Serial.println("AllocateTensors failed");
    while (true) yield();
  }
}

void loop() {
  for (auto task : tasks) task();
}
