// The library's own guard: Arduino_HTS221 has the same, so that of the two only the first one counts.
#ifndef _HTS_H_
#define _HTS_H_

// Own declaration of the public API of the Arduino_HS300x library, over the emulated bus.

#include <Arduino.h>
#include <Wire.h>

enum { FAHRENHEIT, CELSIUS };

class HS300xClass {
 public:
  HS300xClass(TwoWire& wire);

  int begin();
  void end();

  float readTemperature(int units = CELSIUS);
  float readHumidity();

 private:
  bool measure();

  TwoWire* _wire;
  float _humidity;
  float _temperature;
};

extern HS300xClass HS300x;

#endif
