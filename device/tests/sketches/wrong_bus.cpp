// Its own sensor object on the wrong bus: begin() fails, as on the board.
// expect builds yes
// expect end completed
// expect setup 0
// expect has begin APDS9960 Wire failed
// expect has serial no sensor
// expect lacks invoke
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
