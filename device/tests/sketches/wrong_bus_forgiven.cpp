// The wrong bus forgiven, to see what lies behind it.
// config neutralise bus
// expect builds yes
// expect end completed
// expect has begin APDS9960 Wire ok
// expect accuracy 0.97
#include "frame.h"

APDS9960 sensor(Wire, -1);

void setup() {
  Serial.begin(9600);
  if (!sensor.begin()) stop("no sensor");
  if (!startInterpreter()) stop("allocation failed");
}

void loop() {
  int r, g, b;
  while (!sensor.colorAvailable()) delay(5);
  sensor.readColor(r, g, b);
  if (feed(r, g, b)) Serial.println(kLabels[best()]);
}
