// 1,024 bytes are not enough for this model on this generation.
// expect builds yes
// expect end completed
// expect setup 0
// expect has allocate 1 1024 Failed to allocate
// expect has serial allocation failed
// expect has debug Failed to allocate
// expect lacks invoke
#define ARENA 1024
#include "frame.h"

void setup() {
  if (!APDS.begin()) stop("no sensor");
  if (!startInterpreter()) stop("allocation failed");
}

void loop() {}
