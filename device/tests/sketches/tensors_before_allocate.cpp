// Takes the input before AllocateTensors: a null pointer, as in the library.
// expect builds yes
// expect end crash
// expect stderr zero page
#include "frame.h"

void setup() {
  static tflite::MicroInterpreter early(tflite::GetModel(model), all_ops, tensor_arena, ARENA, &micro_error_reporter);
  early.input(0)->data.f[0] = 1;
}

void loop() {}
