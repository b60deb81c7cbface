// The engine forgiven, to see what lies behind it.
// config neutralise engine
// expect builds yes
// expect end completed
// expect accuracy 0.97
#include "frame.h"

void setup() {
  if (!APDS.begin()) stop("no sensor");
  if (!startInterpreter()) stop("allocation failed");
}

void loop() {
  int r, g, b;
  APDS.readColor(r, g, b);
  if (feed(r, g, b)) Serial.println(kLabels[best()]);
  delay(100);
}
