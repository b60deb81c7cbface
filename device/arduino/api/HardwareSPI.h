#ifndef AUTOPILOT_DEVICE_API_HARDWARE_SPI_H
#define AUTOPILOT_DEVICE_API_HARDWARE_SPI_H

#include <inttypes.h>

#include "Common.h"

#define SPI_HAS_TRANSACTION

namespace arduino {

typedef enum { SPI_MODE0 = 0, SPI_MODE1 = 1, SPI_MODE2 = 2, SPI_MODE3 = 3 } SPIMode;

class SPISettings {
 public:
  SPISettings(uint32_t clock, BitOrder bitOrder, SPIMode dataMode)
      : clockFreq(clock), dataMode(dataMode), bitOrder(bitOrder) {}
  SPISettings(uint32_t clock, BitOrder bitOrder, int dataMode)
      : SPISettings(clock, bitOrder, static_cast<SPIMode>(dataMode)) {}
  SPISettings() : SPISettings(4000000, MSBFIRST, SPI_MODE0) {}

  uint32_t getClockFreq() const { return clockFreq; }
  SPIMode getDataMode() const { return dataMode; }
  BitOrder getBitOrder() const { return bitOrder; }

 private:
  uint32_t clockFreq;
  SPIMode dataMode;
  BitOrder bitOrder;
};

class HardwareSPI {
 public:
  virtual ~HardwareSPI() {}

  virtual uint8_t transfer(uint8_t data) = 0;
  virtual uint16_t transfer16(uint16_t data) = 0;
  virtual void transfer(void* buf, size_t count) = 0;

  virtual void usingInterrupt(int interruptNumber) = 0;
  virtual void notUsingInterrupt(int interruptNumber) = 0;
  virtual void beginTransaction(SPISettings settings) = 0;
  virtual void endTransaction(void) = 0;

  virtual void attachInterrupt() = 0;
  virtual void detachInterrupt() = 0;

  virtual void begin() = 0;
  virtual void end() = 0;
};

typedef HardwareSPI SPIClass;

}  // namespace arduino

#endif
