// builds
// Today's library has no resolver with everything.
#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/system_setup.h"

tflite::AllOpsResolver resolver;
void setup() {
  tflite::InitializeTarget();
  resolver.AddBatchMatMul();
}
void loop() {}
