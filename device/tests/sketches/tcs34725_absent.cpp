// No such sensor is on the board.
// expect builds yes
// expect has begin TCS34725 Wire failed
// expect has serial begin 0
#include <Adafruit_TCS34725.h>

Adafruit_TCS34725 tcs = Adafruit_TCS34725(TCS34725_INTEGRATIONTIME_614MS, TCS34725_GAIN_1X);

void setup() {
  Serial.print("begin ");
  Serial.println(tcs.begin());
}

void loop() {
  uint16_t r, g, b, c;
  tcs.getRawData(&r, &g, &b, &c);
}
