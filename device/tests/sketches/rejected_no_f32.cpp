// data.f32 exists in no generation.
// expect builds no
#include "frame.h"

void setup() { interpreter->input(0)->data.f32[0] = 1; }

void loop() {}
