// Pixels are recorded when they are shown.
// expect builds yes
// expect has neopixel pin 6 first ff0080 of 8
// expect has neopixel pin 6 first 000000 of 8
#include <Adafruit_NeoPixel.h>

Adafruit_NeoPixel strip(8, 6, NEO_GRB + NEO_KHZ800);

void setup() {
  strip.begin();
  strip.setPixelColor(0, strip.Color(255, 0, 128));
  strip.show();
  strip.clear();
  strip.show();
}

void loop() { delay(100); }
