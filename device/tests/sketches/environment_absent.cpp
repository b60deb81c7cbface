// A sensor of the other revision does not answer.
// expect builds yes
// expect has begin HTS221 Wire1 failed
// expect has serial 0 0
#include <Arduino_HTS221.h>
#include <Arduino_LPS22HB.h>

void setup() {
  Serial.print(HTS.begin());
  Serial.print(" ");
  Serial.println(BARO.begin());
}

void loop() { delay(100); }
