#ifndef AUTOPILOT_DEVICE_USB_SERIAL_H
#define AUTOPILOT_DEVICE_USB_SERIAL_H

#include "api/HardwareSerial.h"

namespace arduino {

/// The USB port. Also an mbed stream, hence printf, puts and putc; there is nothing to read.
class USBSerial : public HardwareSerial {
 public:
  bool connected();

  int printf(const char* format, ...) __attribute__((format(printf, 2, 3)));
  int puts(const char* s);
  int putc(int c);
  int readable() { return available() ? 1 : 0; }
  int writeable() { return 1; }

  void begin(unsigned long baudrate) override;
  void begin(unsigned long baudrate, uint16_t config) override {
    (void)config;
    begin(baudrate);
  }
  void end() override {}
  int available(void) override;
  int peek(void) override;
  int read(void) override;
  void flush(void) override {}
  size_t write(uint8_t c) override;
  size_t write(const uint8_t* buf, size_t size) override;
  using Print::write;
  operator bool() override;

  uint32_t baud();
  uint8_t stopbits();
  uint8_t paritytype();
  uint8_t numbits();
  bool dtr();
  bool rts();
};

}  // namespace arduino

extern arduino::USBSerial _UART_USB_;

#endif
