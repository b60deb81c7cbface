// builds
// In no generation: it is data.i16.
#include <TensorFlowLite.h>
#include "tensorflow/lite/c/common.h"

TfLiteTensor* tensor = nullptr;

void setup() {
  if (tensor != nullptr) Serial.println(tensor->data.int16[0]);
}
void loop() {}
