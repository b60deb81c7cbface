// This generation needs the error reporter.
// expect builds no
#include "frame.h"

void setup() { static tflite::MicroInterpreter short_one(tflite::GetModel(model), all_ops, tensor_arena, ARENA); }

void loop() {}
