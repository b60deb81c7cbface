// HS300x begins whether it is there or not; readings tell.
// expect builds yes
// config sensor APDS9960 onboard
// config sensor HS300x onboard
// config rest HS300x 21 60
// expect has serial 21.0 60.0
// expect has read HS300x 21
#include <Arduino_HS300x.h>

void setup() {
  HS300x.begin();
  Serial.print(HS300x.readTemperature(), 1);
  Serial.print(" ");
  Serial.println(HS300x.readHumidity(), 1);
}

void loop() { delay(100); }
