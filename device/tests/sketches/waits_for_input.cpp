// Nobody ever types anything.
// expect builds yes
// expect end completed
// expect setup 1
// expect has waits input on the serial port
#include <Arduino.h>

void setup() { Serial.begin(9600); }

void loop() {
  while (Serial.available() == 0) {
  }
  Serial.println(Serial.read());
}
