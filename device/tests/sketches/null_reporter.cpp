// A null error reporter is harmless until something is reported.
// expect builds yes
// expect end crash
// expect has serial allocated
// expect has note a null error reporter is given: Input index 3 out of range
#include "frame.h"

void setup() {
  static tflite::MicroInterpreter quiet(tflite::GetModel(model), all_ops, tensor_arena, ARENA, nullptr);
  if (quiet.AllocateTensors() == kTfLiteOk) Serial.println("allocated");
  quiet.input(3);
}

void loop() {}
