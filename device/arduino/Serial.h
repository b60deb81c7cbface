#ifndef AUTOPILOT_DEVICE_SERIAL_H
#define AUTOPILOT_DEVICE_SERIAL_H

#include "api/HardwareSerial.h"

namespace arduino {

/// Serial is the USB port, Serial1 a UART on pins to which nothing is connected; both have this type in the core, and
/// neither has printf. There is nothing to read.
class UART : public HardwareSerial {
 public:
  UART(int tx, int rx, int rts = -1, int cts = -1);
  UART();  ///< The USB port.

  void begin(unsigned long) override;
  void begin(unsigned long baudrate, uint16_t config) override;
  void end() override;
  int available(void) override;
  int peek(void) override;
  int read(void) override;
  void flush(void) override;
  size_t write(uint8_t c) override;
  size_t write(const uint8_t*, size_t) override;
  using Print::write;
  operator bool() override;

  uint32_t baud();
  uint8_t stopbits();
  uint8_t paritytype();
  uint8_t numbits();
  bool dtr();
  bool rts();

 private:
  bool is_usb;
};

}  // namespace arduino

extern arduino::UART _UART_USB_;
extern arduino::UART _UART1_;

#endif
