// Without colorAvailable() the colour engine never runs: zeros for ever.
// expect builds yes
// expect end completed
// expect has read APDS9960 0 0 0 0
// expect lacks invoke
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
