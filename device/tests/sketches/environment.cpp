// Temperature, humidity and pressure of both revisions; who is not on the board does not answer.
// expect builds yes
// config sensor APDS9960 onboard
// config sensor HTS221 onboard
// config sensor LPS22HB onboard
// config rest HTS221 22.5 45
// config rest LPS22HB 101.3 23
// expect has begin HTS221 Wire1 ok
// expect has begin LPS22HB Wire1 ok
// expect has serial 22.5 C 72.5 F 45.0 % 101.30 kPa 1013.0 mbar
// expect has read HTS221 22.5
// expect has read LPS22HB 101.3
#include <Arduino_HTS221.h>
#include <Arduino_LPS22HB.h>

void setup() {
  HTS.begin();
  BARO.begin();
  Serial.print(HTS.readTemperature(), 1);
  Serial.print(" C ");
  Serial.print(HTS.readTemperature(FAHRENHEIT), 1);
  Serial.print(" F ");
  Serial.print(HTS.readHumidity(), 1);
  Serial.print(" % ");
  Serial.print(BARO.readPressure());
  Serial.print(" kPa ");
  Serial.print(BARO.readPressure(MILLIBAR), 1);
  Serial.println(" mbar");
}

void loop() { delay(100); }
