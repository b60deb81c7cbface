// The board's own sensor is not on Wire; given Wire1, the library finds it.
// expect builds yes
// expect has begin APDS9960 Wire failed
// expect has begin APDS9960 Wire1 ok
// expect has serial first 0 second 1
#include <Adafruit_APDS9960.h>

Adafruit_APDS9960 apds;

void setup() {
  const bool first = apds.begin();
  const bool second = apds.begin(10, APDS9960_AGAIN_4X, APDS9960_ADDRESS, &Wire1);
  Serial.print("first ");
  Serial.print(first);
  Serial.print(" second ");
  Serial.println(second);
}

void loop() { delay(100); }
