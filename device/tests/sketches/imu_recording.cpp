// A recording starts with the first reading after its rest, plays at its rate, and then the sensor rests.
// config sensor APDS9960 onboard
// config sensor LSM9DS1 onboard
// config rest LSM9DS1 0 0 1
// config recording LSM9DS1 3 10 0.5
// config samples 1 0 0 2 0 0 3 0 0 3 1 0
// expect builds yes
// expect has serial first 0.00 0.00 1.00
// expect has serial at 0 ms 1.0
// expect has serial at 50 ms 1.5
// expect has serial at 200 ms 3.0
// expect has serial at 390 ms 3.0 1.0
// expect has serial after 0.0 0.0 1.0
#include <Arduino_LSM9DS1.h>

float x, y, z;

void Read() {
  while (!IMU.accelerationAvailable()) {
  }
  IMU.readAcceleration(x, y, z);
}

// The first sample is up to 8 ms and a read old: rounded to what the recording says within 0.1.
float Tenths(float value) { return round(value * 10) / 10; }

void setup() {
  Serial.begin(9600);
  IMU.begin();
}

bool done = false;

void loop() {
  if (done) return delay(100);
  done = true;
  delay(600);
  Read();
  Serial.print("first ");
  Serial.print(x);
  Serial.print(' ');
  Serial.print(y);
  Serial.print(' ');
  Serial.println(z);
  const unsigned long start = millis();
  const int times[] = {0, 50, 200, 390};
  for (int time : times) {
    while (static_cast<int>(millis() - start) < time + 8) {
    }
    IMU.readAcceleration(x, y, z);
    Serial.print("at ");
    Serial.print(time);
    Serial.print(" ms ");
    Serial.print(Tenths(x), 1);
    Serial.print(' ');
    Serial.println(Tenths(y), 1);
  }
  delay(100);
  Read();
  Serial.print("after ");
  Serial.print(x, 1);
  Serial.print(' ');
  Serial.print(y, 1);
  Serial.print(' ');
  Serial.println(z, 1);
}
