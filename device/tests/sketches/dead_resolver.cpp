// The resolver dies with setup(); the interpreter needs it at Invoke.
// expect builds yes
// expect end crash
// expect has note the operator resolver no longer exists
// expect has forgivable resolver
// expect stderr stack-use-after-return
#include "frame.h"

tflite::MicroInterpreter* keep(const tflite::MicroOpResolver& resolver) {
  static tflite::MicroInterpreter kept(tflite::GetModel(model), resolver, tensor_arena, ARENA, &micro_error_reporter);
  return &kept;
}

void setup() {
  tflite::AllOpsResolver mine;
  interpreter = keep(mine);
  interpreter->AllocateTensors();
}

void loop() {
  interpreter->Invoke();
  delay(10);
}
