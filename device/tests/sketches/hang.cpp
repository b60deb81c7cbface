// Stops the error path with while (1), as many do.
// expect builds yes
// expect end hang
// expect setup 0
// expect has serial stop
// expect stderr hang.cpp:1
#include "frame.h"

void setup() {
  Serial.begin(9600);
  Serial.println("stop");
  // clang-format off
  while (1);
  // clang-format on
}

void loop() {}
