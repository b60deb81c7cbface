#ifndef AUTOPILOT_DEVICE_WIRE_H
#define AUTOPILOT_DEVICE_WIRE_H

#include "Arduino.h"
#include "api/HardwareI2C.h"

// Of mbed, which Wire.h brings in: the name is taken in every sketch that uses the bus.
extern "C" void error(const char* format, ...) __attribute__((noreturn));

namespace arduino {

class MbedI2C : public HardwareI2C {
 public:
  MbedI2C(int sda, int scl);
  void begin() override;
  void begin(uint8_t address) override;
  void end() override;

  void setClock(uint32_t freq) override;

  void beginTransmission(uint8_t address) override;
  uint8_t endTransmission(bool stopBit) override;
  uint8_t endTransmission(void) override;

  size_t requestFrom(uint8_t address, size_t len, bool stopBit) override;
  size_t requestFrom(uint8_t address, size_t len) override;

  void onReceive(void (*)(int)) override;
  void onRequest(void (*)(void)) override;

  size_t write(uint8_t data) override;
  virtual size_t write(int data) { return write((uint8_t)data); }
  size_t write(const uint8_t* data, int len);
  using Print::write;
  int read() override;
  int peek() override;
  void flush() override;
  int available() override;

 private:
  int _sda;
  int _scl;
  int _address;
  uint32_t _clock;
  uint8_t _tx[256];
  uint32_t _txUsed;
  uint8_t _rx[256];
  uint32_t _rxUsed;
  uint32_t _rxRead;
};

}  // namespace arduino

extern arduino::MbedI2C Wire;
extern arduino::MbedI2C Wire1;

typedef arduino::MbedI2C TwoWire;

#endif
