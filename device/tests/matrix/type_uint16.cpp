// builds tflm-2023 tflm-now
// A type that came after 2020.
#include <TensorFlowLite.h>
#include "tensorflow/lite/c/common.h"

TfLiteTensor* tensor = nullptr;

void setup() { Serial.println(kTfLiteUInt16); }
void loop() {}
