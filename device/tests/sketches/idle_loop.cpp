// An empty loop() is no hang.
// expect builds yes
// expect end completed
// expect setup 1
// expect cpu_seconds 2
#include <Arduino.h>

void setup() { Serial.println("ready"); }

void loop() {}
