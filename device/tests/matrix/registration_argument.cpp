// builds tflm-2.4.0-alpha tflm-2023 tflm-now
// A registration handed to an adder, out of namespace tflite.
#include <TensorFlowLite.h>
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"

tflite::MicroMutableOpResolver<1> resolver;
void setup() { resolver.AddFullyConnected(tflite::Register_FULLY_CONNECTED()); }
void loop() {}
