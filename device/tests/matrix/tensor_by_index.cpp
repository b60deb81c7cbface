// builds tflm-2.1.0-alpha tflm-2.4.0-alpha
#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/micro_interpreter.h"

tflite::MicroInterpreter* interpreter = nullptr;
void setup() {
  if (interpreter == nullptr) return;
  interpreter->ResetVariableTensors();
  Serial.println(interpreter->tensor(interpreter->tensors_size() - 1)->bytes);
}
void loop() {}
