#ifndef AUTOPILOT_DEVICE_UART_H
#define AUTOPILOT_DEVICE_UART_H

#include "api/HardwareSerial.h"

namespace arduino {

/// A UART on pins; nothing is connected to it.
class UART : public HardwareSerial {
 public:
  void begin(unsigned long) override;
  void begin(unsigned long baudrate, uint16_t config) override;
  void end() override;
  int available(void) override;
  int peek(void) override;
  int read(void) override;
  void flush(void) override;
  size_t write(uint8_t c) override;
  using Print::write;
  operator bool() override;
};

}  // namespace arduino

extern arduino::UART _UART1_;

#endif
