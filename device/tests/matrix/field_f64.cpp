// builds tflm-2.4.0-alpha tflm-2023 tflm-now
// Came with 2.4.0-ALPHA.
#include <TensorFlowLite.h>
#include "tensorflow/lite/c/common.h"

TfLiteTensor* tensor = nullptr;

void setup() {
  if (tensor != nullptr) Serial.println(tensor->data.f64[0]);
}
void loop() {}
