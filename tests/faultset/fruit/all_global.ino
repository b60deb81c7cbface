#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/micro_mutable_op_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

static uint8_t memory[3072] __attribute__((aligned(16)));
static tflite::MicroErrorReporter reporter;
static tflite::MicroMutableOpResolver<2> ops(&reporter);
static tflite::MicroInterpreter net(tflite::GetModel(model), ops, memory, sizeof(memory), &reporter);

static const char names[3][8] = {"Apple", "Banana", "Orange"};

void setup() {
  Serial.begin(9600);
  ops.AddFullyConnected();
  ops.AddSoftmax();
  APDS.begin();
  net.AllocateTensors();
}

void loop() {
  if (APDS.colorAvailable()) {
    int c[3];
    APDS.readColor(c[0], c[1], c[2]);
    float all = (float)c[0] + (float)c[1] + (float)c[2];
    if (all < 1) return;
    for (int k = 0; k < 3; k++) net.input(0)->data.f[k] = c[k] / all;
    if (net.Invoke() == kTfLiteOk) {
      float* p = net.output(0)->data.f;
      int w = p[1] > p[0] ? 1 : 0;
      if (p[2] > p[w]) w = 2;
      Serial.print("I see: ");
      Serial.println(names[w]);
    }
    delay(100);
  }
}
