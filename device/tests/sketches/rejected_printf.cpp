// Serial is a UART of the core, which has no printf.
// expect builds no
#include <Arduino.h>

void setup() { Serial.printf("%d", 1); }

void loop() {}
