#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include "model.h"

tflite::MicroErrorReporter errorReporter;
tflite::AllOpsResolver resolver;
tflite::MicroInterpreter* interpreter = nullptr;
TfLiteTensor* input = nullptr;
TfLiteTensor* output = nullptr;
uint8_t arena[4 * 1024];
int step = 0;

void setup() {
  Serial.begin(9600);
  while (!Serial);
  const tflite::Model* m = tflite::GetModel(model);
  if (m->version() != TFLITE_SCHEMA_VERSION) {
    Serial.println("schema mismatch");
    while (1);
  }
  interpreter = new tflite::MicroInterpreter(m, resolver, arena, sizeof(arena), &errorReporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("allocation failed");
    while (1);
  }
  input = interpreter->input(0);
  output = interpreter->output(0);
}

void loop() {
  float x = step * TWO_PI / 64;
  int q = (int)round(x / input->params.scale) + input->params.zero_point;
  input->data.int8[0] = (int8_t)constrain(q, -128, 127);
  if (interpreter->Invoke() != kTfLiteOk) {
    Serial.println("invoke failed");
    return;
  }
  float y = (output->data.int8[0] - output->params.zero_point) * output->params.scale;
  Serial.println(y, 4);
  step = (step + 1) % 64;
  delay(50);
}
