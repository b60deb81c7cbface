// A setup() that halts itself, forgiven: it is left when the first object comes, and loop() runs.
// config neutralise halt
// expect builds yes
// expect end completed
// expect setup 1
// expect has serial stopped
// expect has invoke in:0.6
#include "frame.h"

void setup() {
  startInterpreter();
  Serial.println("stopped");
  while (true) {
  }
}

void loop() {
  feed(300, 100, 100);
  delay(50);
}
