// builds tflm-2023 tflm-now
// Came after 2020.
#include <TensorFlowLite.h>
#include "tensorflow/lite/c/common.h"

TfLiteTensor* tensor = nullptr;

void setup() {
  if (tensor != nullptr) Serial.println(tensor->data.u32[0] + tensor->data.ui16[0]);
}
void loop() {}
