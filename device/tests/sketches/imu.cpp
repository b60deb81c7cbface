// The motion sensor beside the colour sensor: rates, rest, a FIFO that keeps what is not read in time.
// config sensor APDS9960 onboard
// config sensor LSM9DS1 onboard
// config rest LSM9DS1 0.25 0 1 10 20 30 -40 0 40
// expect builds yes
// expect has begin LSM9DS1 Wire1 ok
// expect has read LSM9DS1 0.25 0 1 @
// expect has read LSM9DS1 nan nan nan 10.0097656 20.0195312 30.0292969 @
// expect has serial fresh 119 of 119
// expect has serial magnet 20 of 20
// expect has serial fifo 32
// expect has serial stale 0
#include <Arduino_LSM9DS1.h>

float x, y, z;

int Fresh(unsigned long milliseconds, int (*ready)(), void (*take)()) {
  int count = 0;
  const unsigned long start = millis();
  while (millis() - start < milliseconds) {
    if (ready() == 0) continue;
    take();
    ++count;
  }
  return count;
}

int Waits() { return IMU.accelerationAvailable(); }
void Take() { IMU.readAcceleration(x, y, z); }

void setup() {
  Serial.begin(9600);
  if (!IMU.begin()) return;
  delay(20);
  Take();
  IMU.readGyroscope(x, y, z);
  Serial.print("fresh ");
  Serial.print(Fresh(1000, Waits, Take));
  Serial.print(" of ");
  Serial.println(IMU.accelerationSampleRate(), 0);
  IMU.readMagneticField(x, y, z);
  Serial.print("magnet ");
  Serial.print(Fresh(
      1000, [] { return IMU.magneticFieldAvailable(); }, [] { IMU.readMagneticField(x, y, z); }));
  Serial.print(" of ");
  Serial.println(IMU.magneticFieldSampleRate(), 0);
  IMU.setContinuousMode();
  delay(1000);
  int kept = 0;
  while (IMU.accelerationAvailable() && kept < 100) {
    Take();
    ++kept;
  }
  Serial.print("fifo ");
  Serial.println(kept > 31 && kept < 40 ? 32 : kept);
  IMU.setOneShotMode();
  Take();
  Serial.print("stale ");
  Serial.println(IMU.accelerationAvailable());
}

void loop() { delay(100); }
