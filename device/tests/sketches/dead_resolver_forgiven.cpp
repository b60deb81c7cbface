// The resolver dies with setup(), forgiven: the inferences run all the same.
// config neutralise resolver
// expect builds yes
// expect end completed
// expect lacks forgivable
// expect has invoke in:0.6
#include "frame.h"

tflite::MicroInterpreter* keep(const tflite::MicroOpResolver& resolver) {
  static tflite::MicroInterpreter kept(tflite::GetModel(model), resolver, tensor_arena, ARENA, &micro_error_reporter);
  return &kept;
}

void setup() {
  tflite::AllOpsResolver mine;
  interpreter = keep(mine);
  interpreter->AllocateTensors();
  input = interpreter->input(0);
}

void loop() {
  feed(300, 100, 100);
  delay(50);
}
