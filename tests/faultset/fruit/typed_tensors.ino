#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <Arduino_APDS9960.h>
#include "model.h"

static tflite::MicroErrorReporter errors;
static tflite::AllOpsResolver ops;
static uint8_t scratch[2500];
static tflite::MicroInterpreter brain(tflite::GetModel(model), ops, scratch, sizeof scratch, &errors);
static float *features, *scores;

void setup() {
  Serial.begin(9600);
  while (!Serial);
  if (brain.AllocateTensors() != kTfLiteOk) {
    Serial.println("tensors?!");
    while (1);
  }
  features = brain.typed_input_tensor<float>(0);
  scores = brain.typed_output_tensor<float>(0);
  if (features == nullptr || scores == nullptr) {
    Serial.println("the model is not a float model");
    while (1);
  }
  APDS.begin();
}

void loop() {
  int red, green, blue;
  while (!APDS.colorAvailable()) yield();
  APDS.readColor(red, green, blue);
  const float norm = red + green + blue;
  if (norm == 0) return;
  features[0] = red / norm;
  features[1] = green / norm;
  features[2] = blue / norm;
  if (brain.Invoke() != kTfLiteOk) {
    Serial.println("?");
    return;
  }
  static const char* const label[] = {"Apple", "Banana", "Orange"};
  unsigned top = 0;
  for (unsigned i = 1; i < 3; ++i) top = scores[i] > scores[top] ? i : top;
  Serial.println(label[top]);
  delay(120);
}
