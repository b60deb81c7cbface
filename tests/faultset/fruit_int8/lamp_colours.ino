#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/micro_mutable_op_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

const int kLamps[] = {LEDR, LEDG, LEDB};
// red for an apple, red and green for a banana, green for an orange
const bool kLights[3][3] = {{true, false, false}, {true, true, false}, {false, true, false}};
const char* const kNames[] = {"Apple", "Banana", "Orange"};

tflite::MicroErrorReporter reporter;
tflite::MicroMutableOpResolver<4> resolver;
uint8_t arena[3 * 1024];
tflite::MicroInterpreter* interpreter;

void show(const bool lights[3]) {
  for (int i = 0; i < 3; i++) digitalWrite(kLamps[i], lights[i] ? LOW : HIGH);
}

void setup() {
  for (int lamp : kLamps) {
    pinMode(lamp, OUTPUT);
    digitalWrite(lamp, HIGH);
  }
  Serial.begin(9600);
  resolver.AddQuantize();
  resolver.AddFullyConnected();
  resolver.AddSoftmax();
  resolver.AddDequantize();
  interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), resolver, arena, sizeof(arena), &reporter);
  while (interpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("AllocateTensors failed");
    delay(5000);
  }
  while (!APDS.begin()) {
    Serial.println("APDS.begin failed");
    delay(5000);
  }
}

void loop() {
  while (!APDS.colorAvailable()) {
    delay(1);
  }
  int c[3];
  APDS.readColor(c[0], c[1], c[2]);
  const float s = c[0] + c[1] + c[2];
  if (s == 0) {
    const bool dark[3] = {false, false, false};
    show(dark);
    return;
  }
  TfLiteTensor* t = interpreter->input(0);
  for (int i = 0; i < 3; i++) t->data.int8[i] = (int8_t)(lroundf(c[i] / s / t->params.scale) + t->params.zero_point);
  if (interpreter->Invoke() != kTfLiteOk) return;
  t = interpreter->output(0);
  int w = t->data.int8[1] > t->data.int8[0] ? 1 : 0;
  w = t->data.int8[2] > t->data.int8[w] ? 2 : w;
  show(kLights[w]);
  Serial.println(kNames[w]);
  delay(90);
}
