// Calls itself without end.
// expect builds yes
// expect end crash
// expect stderr stack-overflow
#include <Arduino.h>

volatile int depth = 0;

int deeper(int level) {
  char block[64];
  block[level % 64] = (char)level;
  depth = level;
  return deeper(level + 1) + block[level % 64];
}

void setup() { Serial.println(deeper(0)); }

void loop() {}
