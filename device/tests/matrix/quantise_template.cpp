// builds tflm-2023 tflm-now
// The helper that replaced FloatToAsymmetricQuantizedInt8 and its like.
#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/micro_utils.h"

void setup() { Serial.println(tflite::FloatToQuantizedType<int8_t>(0.5f, 0.01f, -3)); }
void loop() {}
