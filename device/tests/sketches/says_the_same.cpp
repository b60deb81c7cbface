// The same words at every turn are written a few times, those that differ always.
// expect builds yes
// expect end completed
// expect count serial 22
#include <Arduino.h>

void setup() { Serial.println("begin"); }

void loop() {
  static int turns = 0;
  if (++turns == 2000) Serial.println("other");
  if (turns < 2000) Serial.println("not ready");
}
