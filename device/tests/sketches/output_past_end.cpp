// Reads a fourth output of three.
// expect builds yes
// expect end crash
// expect stderr heap-buffer-overflow
#include "frame.h"

void setup() {
  if (!startInterpreter()) stop("allocation failed");
  feed(100, 100, 100);
  for (int i = 0; i < 4; i++) Serial.println(output->data.f[i]);
}

void loop() {}
