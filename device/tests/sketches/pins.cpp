// Pins are traced when they change.
// expect builds yes
// expect count pin 5
// expect has pin 22 0
// expect has pin 13 1
// expect has pin 9 128
#include <Arduino.h>

void setup() {
  pinMode(LEDR, OUTPUT);
  pinMode(LED_BUILTIN, OUTPUT);
  digitalWrite(LEDR, LOW);
  digitalWrite(LEDR, LOW);
  digitalWrite(LED_BUILTIN, HIGH);
  digitalWrite(LED_BUILTIN, LOW);
  digitalWrite(LED_BUILTIN, HIGH);
  analogWrite(9, 128);
}

void loop() { delay(100); }
