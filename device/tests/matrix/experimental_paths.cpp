// builds
// As the library was before 2020.
#include <TensorFlowLite.h>
#include "tensorflow/lite/experimental/micro/kernels/all_ops_resolver.h"

tflite::ops::micro::AllOpsResolver resolver;
void setup() {}
void loop() {}
