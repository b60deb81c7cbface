// Without Softmax the resolver of this generation leads to a failed allocation, in the library's words.
// library tflm-now
// expect builds yes
// expect has allocate Didn't find op for builtin opcode 'SOFTMAX'
#include <TensorFlowLite.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/micro/micro_mutable_op_resolver.h>
#include "model.h"

alignas(16) uint8_t arena[4096];

void setup() {
  static tflite::MicroMutableOpResolver<1> resolver;
  resolver.AddFullyConnected();
  static tflite::MicroInterpreter made(tflite::GetModel(model), resolver, arena, sizeof(arena));
  made.AllocateTensors();
}

void loop() { delay(100); }
