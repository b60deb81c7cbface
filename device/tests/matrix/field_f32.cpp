// builds
// In no generation: it is data.f.
#include <TensorFlowLite.h>
#include "tensorflow/lite/c/common.h"

TfLiteTensor* tensor = nullptr;

void setup() {
  if (tensor != nullptr) Serial.println(tensor->data.f32[0]);
}
void loop() {}
