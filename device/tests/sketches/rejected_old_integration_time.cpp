// The 700 ms of the first versions are gone.
// expect builds no
#include <Adafruit_TCS34725.h>

Adafruit_TCS34725 tcs(TCS34725_INTEGRATIONTIME_700MS, TCS34725_GAIN_1X);

void setup() { tcs.begin(); }

void loop() {}
