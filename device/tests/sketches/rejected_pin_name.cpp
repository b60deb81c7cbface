// LED1 is a name of the chip's pins.
// expect builds no
#include <Arduino.h>

const int LED1 = 2;

void setup() { pinMode(LED1, OUTPUT); }

void loop() {}
