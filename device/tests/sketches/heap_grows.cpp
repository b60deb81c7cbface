// Memory that is taken at every turn and never given back shows with every object.
// expect builds yes
// expect end completed
// expect count heap 30
// expect has end frame=
#include <Arduino.h>

int* last;

void setup() {}

void loop() {
  last = new int[100];
  last[0] = 1;
  delay(100);
}
