// builds tflm-2.1.0-alpha
#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/kernels/micro_ops.h"

auto registration = tflite::ops::micro::Register_CONV_2D();
void setup() {}
void loop() {}
