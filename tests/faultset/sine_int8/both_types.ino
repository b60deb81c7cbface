#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include "model.h"

tflite::MicroErrorReporter errorReporter;
tflite::AllOpsResolver allOps;
tflite::MicroInterpreter* interpreter;
uint8_t tensorArena[5 * 1024];
bool quantized;

void setup() {
  Serial.begin(9600);
  while (!Serial) delay(5);
  interpreter = new tflite::MicroInterpreter(tflite::GetModel(model), allOps, tensorArena, sizeof(tensorArena), &errorReporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("AllocateTensors failed");
    while (true) delay(5);
  }
  quantized = interpreter->input(0)->type == kTfLiteInt8;
  Serial.println(quantized ? "int8 model" : "float model");
}

float run(float x) {
  TfLiteTensor* in = interpreter->input(0);
  TfLiteTensor* out = interpreter->output(0);
  if (quantized) in->data.int8[0] = (int8_t)constrain((int)roundf(x / in->params.scale) + in->params.zero_point, -128, 127);
  else in->data.f[0] = x;
  if (interpreter->Invoke() != kTfLiteOk) return NAN;
  return quantized ? (out->data.int8[0] - out->params.zero_point) * out->params.scale : out->data.f[0];
}

void loop() {
  static int k = 0;
  const float x = 2.0f * PI * k / 64.0f;
  Serial.print("model(");
  Serial.print(x, 2);
  Serial.print(") = ");
  Serial.println(run(x), 2);
  k++;
  if (k == 64) k = 0;
  delay(70);
}
