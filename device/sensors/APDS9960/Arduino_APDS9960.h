#ifndef ARDUINO_APDS9960
#define ARDUINO_APDS9960

// Own declaration of the public API of the Arduino_APDS9960 library, implemented in device/runtime over
// the emulated chip: the colour and proximity engines start in the ...Available() functions, as on the
// real thing.

#include <Arduino.h>
#include <Wire.h>

enum { GESTURE_NONE = -1, GESTURE_UP = 0, GESTURE_DOWN = 1, GESTURE_LEFT = 2, GESTURE_RIGHT = 3 };

class APDS9960 {
 public:
  APDS9960(TwoWire& wire, int intPin);
  virtual ~APDS9960();

  bool begin();
  void end();

  int gestureAvailable();
  int readGesture();

  int colorAvailable();
  bool readColor(int& r, int& g, int& b);
  bool readColor(int& r, int& g, int& b, int& c);

  int proximityAvailable();
  int readProximity();

  void setGestureSensitivity(uint8_t sensitivity);

  void setInterruptPin(int pin);

  bool setLEDBoost(uint8_t boost);

 private:
  bool write(uint8_t reg, uint8_t val);
  bool read(uint8_t reg, uint8_t* val, size_t count);
  bool switchOn(uint8_t bits);
  bool switchOff(uint8_t bits);

  TwoWire& _wire;
  int _intPin;
  int _gestureSensitivity;
};

extern APDS9960 APDS;

#endif
