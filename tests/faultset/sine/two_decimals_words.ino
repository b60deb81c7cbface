#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include "model.h"

tflite::MicroErrorReporter micro_error_reporter;
tflite::ErrorReporter* error_reporter = &micro_error_reporter;
tflite::AllOpsResolver resolver;
tflite::MicroInterpreter* interpreter = nullptr;
TfLiteTensor* input = nullptr;
TfLiteTensor* output = nullptr;
constexpr int kTensorArenaSize = 2 * 1024;
uint8_t tensor_arena[kTensorArenaSize];

const float kMin = 0.0f;
const float kMax = 2.0f * PI;
const int kCount = 64;

void setup() {
  Serial.begin(9600);
  while (!Serial) {
    delay(10);
  }
  const tflite::Model* sine_model = tflite::GetModel(model);
  if (sine_model->version() != TFLITE_SCHEMA_VERSION) {
    error_reporter->Report("Model schema version mismatch");
    return;
  }
  interpreter = new tflite::MicroInterpreter(sine_model, resolver, tensor_arena, kTensorArenaSize, error_reporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    error_reporter->Report("AllocateTensors() failed");
    return;
  }
  input = interpreter->input(0);
  output = interpreter->output(0);
}

void loop() {
  if (input == nullptr) {
    delay(1000);
    return;
  }
  for (int i = 0; i < kCount; i++) {
    input->data.f[0] = kMin + (kMax - kMin) * i / kCount;
    if (interpreter->Invoke() != kTfLiteOk) {
      error_reporter->Report("Invoke failed");
      return;
    }
    Serial.print("The model says ");
    Serial.print(output->data.f[0], 2);
    Serial.println(" this time.");
    delay(100);
  }
}
