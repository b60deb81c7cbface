// The small arena forgiven: the model runs all the same.
// config neutralise arena
// expect builds yes
// expect end completed
// expect has allocate 0 1024
// expect has invoke in:0.6
#define ARENA 1024
#include "frame.h"

void setup() {
  if (!APDS.begin()) stop("no sensor");
  if (!startInterpreter()) stop("allocation failed");
}

void loop() {
  feed(300, 100, 100);
  delay(50);
}
