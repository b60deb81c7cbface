// Reads float outputs as bytes: compiles, runs, and is wrong.
// expect builds yes
// expect end completed
// expect setup 1
// expect has invoke in:
// expect inaccuracy 0.8
#include "frame.h"

void setup() {
  if (!APDS.begin()) stop("no sensor");
  if (!startInterpreter()) stop("allocation failed");
}

void loop() {
  int r, g, b;
  while (!APDS.colorAvailable()) delay(5);
  APDS.readColor(r, g, b);
  if (!feed(r, g, b)) return;
  int index = 0;
  for (int i = 1; i < 3; i++) {
    if (output->data.uint8[i] > output->data.uint8[index]) index = i;
  }
  Serial.println(kLabels[index]);
}
