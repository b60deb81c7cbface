// AddBatchMatMul came later.
// expect builds no
#include "frame.h"

void setup() {
  static tflite::MicroMutableOpResolver<2> later;
  later.AddBatchMatMul();
}

void loop() {}
