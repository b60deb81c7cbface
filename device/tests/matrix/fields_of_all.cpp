// builds tflm-2.1.0-alpha tflm-2.4.0-alpha tflm-2023 tflm-now
// Fields that every generation has.
#include <TensorFlowLite.h>
#include "tensorflow/lite/c/common.h"

TfLiteTensor* tensor = nullptr;

void setup() {
  if (tensor == nullptr) return;
  Serial.println(tensor->name);
  Serial.println(tensor->dims->data[tensor->dims->size - 1]);
  Serial.println(tensor->params.scale * (tensor->data.int8[0] - tensor->params.zero_point));
  Serial.println(tensor->data.f[0] + tensor->data.uint8[0] + tensor->data.i16[0] + tensor->data.i32[0]);
  Serial.println(tensor->bytes + (tensor->type == kTfLiteFloat32) + (tensor->data.raw != nullptr) +
                 tensor->is_variable);
}
void loop() {}
