// Adafruit_APDS9960 looks on Wire; a sensor wired to the pins is there, at its own gain and integration time.
// expect builds yes
// config sensor APDS9960 external
// expect end completed
// expect has begin APDS9960 Wire ok
// expect accuracy 0.9
// config arena_need 1146
#include "frame.h"
//
#include <Adafruit_APDS9960.h>

Adafruit_APDS9960 apds;

void setup() {
  Serial.begin(9600);
  if (!apds.begin(10, APDS9960_AGAIN_16X)) stop("no sensor");
  apds.enableColor(true);
  if (!startInterpreter()) stop("allocation failed");
}

void loop() {
  while (!apds.colorDataReady()) delay(5);
  uint16_t r, g, b, c;
  apds.getColorData(&r, &g, &b, &c);
  if (feed(r, g, b)) Serial.println(kLabels[best()]);
}
