#ifndef AUTOPILOT_DEVICE_BARO_H
#define AUTOPILOT_DEVICE_BARO_H

// Own declaration of the public API of the Arduino_LPS22HB library, over the emulated bus.

#include <Arduino.h>
#include <Wire.h>

enum { PSI, MILLIBAR, KILOPASCAL };

class LPS22HBClass {
 public:
  LPS22HBClass(TwoWire& wire);

  int begin();
  void end();

  float readPressure(int units = KILOPASCAL);
  float readTemperature(void);

 private:
  int i2cRead(uint8_t reg);
  int i2cWrite(uint8_t reg, uint8_t val);

  TwoWire* _wire;
  bool _initialized;
};

extern LPS22HBClass BARO;

#endif
