#ifndef AUTOPILOT_DEVICE_ADAFRUIT_I2C_DEVICE_H
#define AUTOPILOT_DEVICE_ADAFRUIT_I2C_DEVICE_H

// Own declaration of the public API of Adafruit_BusIO, over the emulated bus.

#include <Arduino.h>
#include <Wire.h>

/// One address on one bus; the bus is the caller's.
class Adafruit_I2CDevice {
 public:
  Adafruit_I2CDevice(uint8_t addr, TwoWire* theWire = &Wire);
  uint8_t address(void);
  bool begin(bool addr_detect = true);
  void end(void);
  bool detected(void);

  bool read(uint8_t* buffer, size_t len, bool stop = true);
  bool write(const uint8_t* buffer, size_t len, bool stop = true, const uint8_t* prefix_buffer = nullptr,
             size_t prefix_len = 0);
  bool write_then_read(const uint8_t* write_buffer, size_t write_len, uint8_t* read_buffer, size_t read_len,
                       bool stop = false);
  bool setSpeed(uint32_t desiredclk);

  size_t maxBufferSize() { return _maxBufferSize; }

 private:
  uint8_t _addr;
  TwoWire* _wire;
  bool _begun;
  size_t _maxBufferSize;
  bool _read(uint8_t* buffer, size_t len, bool stop);
};

#endif
