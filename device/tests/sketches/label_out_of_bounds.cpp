// Uses an output byte as an index of the labels.
// expect builds yes
// expect end crash
// expect stderr index
#include "frame.h"

void setup() {
  if (!APDS.begin()) stop("no sensor");
  if (!startInterpreter()) stop("allocation failed");
}

void loop() {
  int r, g, b;
  while (!APDS.colorAvailable()) delay(5);
  APDS.readColor(r, g, b);
  if (feed(r, g, b)) Serial.println(kLabels[output->data.uint8[0]]);
}
