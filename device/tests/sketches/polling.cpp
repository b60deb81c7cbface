// Waits by asking for the time: a million turns must cost little.
// expect builds yes
// expect end completed
// expect accuracy 0.97
// expect cpu_seconds 2
#include "frame.h"

unsigned long last = 0;

void setup() {
  if (!APDS.begin()) stop("no sensor");
  if (!startInterpreter()) stop("allocation failed");
}

void loop() {
  if (millis() - last < 500) return;
  last = millis();
  int r, g, b;
  while (!APDS.colorAvailable()) {
    const unsigned long start = micros();
    while (micros() - start < 2000) {
    }
  }
  APDS.readColor(r, g, b);
  if (feed(r, g, b)) Serial.println(kLabels[best()]);
}
