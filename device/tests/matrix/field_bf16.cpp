// builds tflm-now
// Only today's.
#include <TensorFlowLite.h>
#include "tensorflow/lite/c/common.h"

TfLiteTensor* tensor = nullptr;

void setup() {
  if (tensor != nullptr) Serial.println(tensor->data.bf16[0].data);
}
void loop() {}
