// Prints for ever: the output limit ends it.
// expect builds yes
// expect end output-limit
#include <Arduino.h>

void setup() {
  const String line = String("a line that is long enough to fill the trace soon, ") + "and then some more of it";
  while (true) {
    for (int i = 0; i < 60; i++) Serial.print(line);
    Serial.println();
  }
}

void loop() {}
