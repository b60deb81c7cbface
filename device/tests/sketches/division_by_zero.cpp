// Divides by a sum that is zero.
// expect builds yes
// expect end crash
// expect stderr division by zero
#include <Arduino.h>

volatile int sum = 0;

void setup() { Serial.println(100 / sum); }

void loop() {}
