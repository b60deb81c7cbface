// SparkFun_APDS9960 knows Wire alone: on this board it finds nobody.
// expect builds yes
// expect has begin APDS9960 Wire failed
// expect has serial init 0
#include <SparkFun_APDS9960.h>

SparkFun_APDS9960 apds;

void setup() {
  Serial.print("init ");
  Serial.println(apds.init());
}

void loop() { delay(100); }
