// Classifies only what comes near, once a second: the colour must be there before it is near.
// expect builds yes
// expect end completed
// expect accuracy 0.97
#include "frame.h"

void setup() {
  Serial.begin(115200);
  if (!APDS.begin()) stop("no sensor");
  if (!startInterpreter()) stop("allocation failed");
}

void loop() {
  delay(1000);
  if (!APDS.proximityAvailable() || APDS.readProximity() > 100) return;
  int r, g, b;
  while (!APDS.colorAvailable()) delay(5);
  APDS.readColor(r, g, b);
  if (feed(r, g, b)) Serial.println(kLabels[best()]);
}
