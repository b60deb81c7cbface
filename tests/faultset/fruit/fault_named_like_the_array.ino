#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>
#include <Arduino_APDS9960.h>
#include "model.h"

tflite::MicroErrorReporter micro_error_reporter;
tflite::ErrorReporter* error_reporter = &micro_error_reporter;
const tflite::Model* model;
tflite::MicroInterpreter* interpreter;
constexpr int kTensorArenaSize = 8 * 1024;
uint8_t tensor_arena[kTensorArenaSize];

void setup() {
  Serial.begin(9600);
  while (!Serial) {
    ;
  }
  pinMode(LED_BUILTIN, OUTPUT);
  if (!APDS.begin()) {
    error_reporter->Report("APDS9960 initialization failed");
    while (1);
  }
  model = tflite::GetModel(model);
  if (model->version() != TFLITE_SCHEMA_VERSION) {
    error_reporter->Report("Model version mismatch: %d", model->version());
    while (1);
  }
  static tflite::AllOpsResolver resolver;
  interpreter = new tflite::MicroInterpreter(model, resolver, tensor_arena, kTensorArenaSize, error_reporter);
  if (interpreter->AllocateTensors() != kTfLiteOk) {
    error_reporter->Report("Tensor allocation failed");
    while (1);
  }
}

void loop() {
  digitalWrite(LED_BUILTIN, HIGH);
  int r, g, b;
  while (!APDS.colorAvailable()) {
    delay(5);
  }
  APDS.readColor(r, g, b);
  digitalWrite(LED_BUILTIN, LOW);

  float total = r + g + b;
  if (total > 0.0f) {
    TfLiteTensor* input = interpreter->input(0);
    input->data.f[0] = r / total;
    input->data.f[1] = g / total;
    input->data.f[2] = b / total;
    if (interpreter->Invoke() != kTfLiteOk) {
      error_reporter->Report("Invoke failed");
      return;
    }
    TfLiteTensor* output = interpreter->output(0);
    const char* labels[] = {"Apple", "Banana", "Orange"};
    int max_index = 0;
    float max_value = output->data.f[0];
    for (int i = 1; i < 3; i++) {
      if (output->data.f[i] > max_value) {
        max_value = output->data.f[i];
        max_index = i;
      }
    }
    Serial.print("Detected object: ");
    Serial.println(labels[max_index]);
    Serial.print("Confidence: ");
    Serial.println(max_value);
  }
  delay(1000);
}
