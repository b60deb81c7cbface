#ifndef AUTOPILOT_DEVICE_SPI_H
#define AUTOPILOT_DEVICE_SPI_H

#include "Arduino.h"
#include "api/HardwareSPI.h"

namespace arduino {

class MbedSPI : public HardwareSPI {
 public:
  MbedSPI(int miso, int mosi, int sck) : miso(miso), mosi(mosi), sck(sck) {}
  uint8_t transfer(uint8_t data) override;
  uint16_t transfer16(uint16_t data) override;
  void transfer(void* buf, size_t count) override;

  void usingInterrupt(int interruptNumber) override;
  void notUsingInterrupt(int interruptNumber) override;
  void beginTransaction(SPISettings settings) override;
  void endTransaction(void) override;

  void attachInterrupt() override;
  void detachInterrupt() override;

  void begin() override;
  void end() override;

 private:
  int miso;
  int mosi;
  int sck;
};

}  // namespace arduino

extern arduino::MbedSPI SPI;

#endif
