#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

static tflite::MicroErrorReporter errorReporter;
static tflite::AllOpsResolver resolver;
static tflite::MicroInterpreter* interpreter;
static uint8_t arena[1024 * 4];

void legend() {
  Serial.println("Legend: 0: Apple, 1: Orange, 2: Banana");
}

void setup() {
  Serial.begin(9600);
  while (!Serial) delay(100);
  legend();
  if (!APDS.begin()) Serial.println("begin() failed");
  interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), resolver, arena, sizeof(arena), &errorReporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) Serial.println("AllocateTensors() failed");
}

int8_t toInt8(float v, TfLiteTensor* t) {
  return (int8_t)(roundf(v / t->params.scale) + t->params.zero_point);
}

void loop() {
  if (!APDS.colorAvailable()) return;
  int r, g, b;
  APDS.readColor(r, g, b);
  float sum = r + g + b;
  if (sum < 1) return;
  TfLiteTensor* in = interpreter->input(0);
  in->data.int8[0] = toInt8(r / sum, in);
  in->data.int8[1] = toInt8(g / sum, in);
  in->data.int8[2] = toInt8(b / sum, in);
  if (interpreter->Invoke() != kTfLiteOk) return;
  TfLiteTensor* out = interpreter->output(0);
  int index = 0;
  if (out->data.int8[1] > out->data.int8[index]) index = 1;
  if (out->data.int8[2] > out->data.int8[index]) index = 2;
  Serial.println(index);
  delay(200);
}
