// The resolver has only one of the model's two operators.
// expect builds yes
// expect end completed
// expect has allocate 1 4096 Didn't find op for builtin opcode 'SOFTMAX'
// expect has serial allocation failed
#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/micro_mutable_op_resolver.h>

#include "frame.h"

tflite::MicroMutableOpResolver<4> resolver;

void setup() {
  resolver.AddFullyConnected();
  if (!startInterpreter(resolver)) stop("allocation failed");
}

void loop() {}
