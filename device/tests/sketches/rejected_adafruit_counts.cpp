// getColorData takes four pointers to uint16_t.
// expect builds no
#include <Adafruit_APDS9960.h>

Adafruit_APDS9960 apds;

void setup() {
  uint16_t r, g, b;
  apds.begin();
  apds.getColorData(&r, &g, &b);
}

void loop() {}
