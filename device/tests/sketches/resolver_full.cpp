// A resolver with room for one operator refuses the second, and says so where nobody gave it a reporter.
// expect builds yes
// expect end hang
// expect has note the operator resolver is full: it has room for 1
#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/micro_mutable_op_resolver.h>

tflite::MicroMutableOpResolver<1> resolver;

void setup() {
  resolver.AddFullyConnected();
  if (resolver.AddSoftmax() != kTfLiteOk) {
    while (true) {
    }
  }
}

void loop() {}
