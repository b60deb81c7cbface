// The library's own guard: Arduino_HS300x has the same, so that of the two only the first one counts.
#ifndef _HTS_H_
#define _HTS_H_

// Own declaration of the public API of the Arduino_HTS221 library, over the emulated bus.

#include <Arduino.h>
#include <Wire.h>

enum { FAHRENHEIT, CELSIUS };

class HTS221Class {
 public:
  HTS221Class(TwoWire& wire);

  int begin();
  void end();

  float readTemperature(int units = CELSIUS);
  float readHumidity();

 private:
  int readRegister(uint8_t reg);
  int16_t readCount(uint8_t reg);
  int writeRegister(uint8_t reg, uint8_t value);
  void measure(uint8_t ready);

  TwoWire* _wire;
  float _temperatureSlope;
  float _temperatureZero;
  float _humiditySlope;
  float _humidityZero;
};

extern HTS221Class HTS;

#endif
