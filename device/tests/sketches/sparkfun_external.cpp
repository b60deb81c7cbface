// SparkFun_APDS9960 with a sensor wired to the pins.
// expect builds yes
// config sensor APDS9960 external
// expect end completed
// expect has begin APDS9960 Wire ok
// expect accuracy 0.9
#include "frame.h"
//
#include <SparkFun_APDS9960.h>

SparkFun_APDS9960 apds;

void setup() {
  Serial.begin(9600);
  if (!apds.init() || !apds.enableLightSensor(false)) stop("no sensor");
  if (!startInterpreter()) stop("allocation failed");
  delay(500);
}

void loop() {
  uint16_t r = 0, g = 0, b = 0;
  if (!apds.readRedLight(r) || !apds.readGreenLight(g) || !apds.readBlueLight(b)) return;
  if (feed(r, g, b)) Serial.println(kLabels[best()]);
  delay(50);
}
