// Tells the interpreter of more memory than there is.
// expect builds yes
// expect end crash
// expect has note the tensor arena is smaller than the size given for it
// expect stderr global-buffer-overflow
#define ARENA 2048
#define ARENA_SAID 8192
#include "frame.h"

void setup() {
  if (!startInterpreter()) stop("allocation failed");
}

void loop() {}
