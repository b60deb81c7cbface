// No monitor is ever opened: setup waits while the world passes by.
// config monitor -1
// expect builds yes
// expect end completed
// expect setup 0
// expect has stimulus 29
// expect has waits a serial monitor
#include <Arduino.h>

void setup() {
  Serial.begin(9600);
  while (!Serial) {
  }
  Serial.println("open");
}

void loop() {}
