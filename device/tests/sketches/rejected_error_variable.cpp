// Wire.h brings mbed's function error(): no variable of that name.
// expect builds no
#include <Wire.h>

bool error = false;

void setup() { error = true; }

void loop() {}
