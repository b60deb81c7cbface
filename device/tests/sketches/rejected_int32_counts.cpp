// int32_t is long on the target: only its compiler says so.
// expect builds no
#include "frame.h"

void setup() {
  int32_t r, g, b;
  APDS.readColor(r, g, b);
}

void loop() {}
