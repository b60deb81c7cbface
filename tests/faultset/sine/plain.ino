#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include "model.h"

tflite::MicroErrorReporter errorReporter;
tflite::AllOpsResolver resolver;
const tflite::Model* sineModel = nullptr;
tflite::MicroInterpreter* interpreter = nullptr;
TfLiteTensor* input = nullptr;
TfLiteTensor* output = nullptr;

const int arenaSize = 4 * 1024;
uint8_t arena[arenaSize];

const int steps = 64;
int step = 0;

void setup() {
  Serial.begin(9600);
  while (!Serial);
  sineModel = tflite::GetModel(model);
  if (sineModel->version() != TFLITE_SCHEMA_VERSION) {
    Serial.println("Model version mismatch");
    while (1);
  }
  interpreter = new tflite::MicroInterpreter(sineModel, resolver, arena, arenaSize, &errorReporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    Serial.println("AllocateTensors failed");
    while (1);
  }
  input = interpreter->input(0);
  output = interpreter->output(0);
}

void loop() {
  float x = step * 2.0 * PI / steps;
  input->data.f[0] = x;
  if (interpreter->Invoke() != kTfLiteOk) {
    Serial.println("Invoke failed");
    return;
  }
  Serial.println(output->data.f[0], 4);
  step++;
  if (step >= steps) step = 0;
  delay(50);
}
