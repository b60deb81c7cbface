// readColor takes int&.
// expect builds no
#include "frame.h"

void setup() {
  uint16_t r, g, b;
  APDS.readColor(r, g, b);
}

void loop() {}
