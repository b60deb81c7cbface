// Waits in a call of the host, which takes no time at all: ended after some seconds on the wall.
// expect builds yes
// expect end hang
#include <Arduino.h>

extern "C" int pause();

void setup() {
  for (;;) pause();
}

void loop() {}
