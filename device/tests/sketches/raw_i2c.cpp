// Talks to the chip itself: identification, and nobody at another address.
// expect builds yes
// expect has serial id AB
// expect has serial nobody 2
#include <Wire.h>

void setup() {
  Wire1.begin();
  Wire1.beginTransmission(0x39);
  Wire1.write(0x92);
  Wire1.endTransmission();
  Wire1.requestFrom(0x39, 1);
  Serial.print("id ");
  Serial.println(Wire1.read(), HEX);
  Wire.beginTransmission(0x39);
  Serial.print("nobody ");
  Serial.println(Wire.endTransmission());
}

void loop() { delay(100); }
