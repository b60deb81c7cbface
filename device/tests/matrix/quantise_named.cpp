// builds tflm-2.1.0-alpha tflm-2.4.0-alpha
#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/micro_utils.h"

void setup() { Serial.println(tflite::FloatToAsymmetricQuantizedInt8(0.5f, 0.01f, -3)); }
void loop() {}
