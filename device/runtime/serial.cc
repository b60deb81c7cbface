#include <Arduino.h>
#include <sanitizer/asan_interface.h>

#include "board.h"
#include "costs.h"

using autopilot::device::Board;
using autopilot::device::Costs;

namespace {

/// AddressSanitizer ends the run here if the sketch prints memory that is not its own.
__attribute__((noinline)) void Touch(const void* memory) { (void)*static_cast<const volatile uint8_t*>(memory); }

bool MonitorThere() {
  const bool open = Board::Get().MonitorOpen();
  if (!open) Board::Get().Waits("a serial monitor");
  return open;
}

}  // namespace

namespace arduino {

UART::UART(int, int, int, int) : is_usb(false) {}
UART::UART() : is_usb(true) {}

void UART::begin(unsigned long) {
  Board::Get().Spend(Costs::kTinyCall);
  if (is_usb) Board::Get().SerialBegan();
}
void UART::begin(unsigned long rate, uint16_t) { begin(rate); }
void UART::end() {}

int UART::available(void) {
  Board::Get().AsksForInput(is_usb);
  return is_usb ? Board::Get().serial_rows().available() : 0;
}

int UART::peek(void) {
  Board::Get().AsksForInput(is_usb);
  return is_usb ? Board::Get().serial_rows().Peek() : -1;
}

int UART::read(void) {
  Board::Get().AsksForInput(is_usb);
  return is_usb ? Board::Get().TakeSerial() : -1;
}

void UART::flush(void) { Board::Get().Spend(Costs::kPin); }

size_t UART::write(uint8_t c) { return write(&c, 1); }

// Recorded even before a monitor is opened: whether anybody reads it is the judge's question.
size_t UART::write(const uint8_t* buf, size_t size) {
  Board& board = Board::Get();
  if (size > 0) {
    if (const void* foreign = __asan_region_is_poisoned(const_cast<uint8_t*>(buf), size)) Touch(foreign);
  }
  board.Spend(Costs::kPrint + static_cast<int>(size) * Costs::kPrintByte);
  if (is_usb) board.SerialWrite(reinterpret_cast<const char*>(buf), size);
  return size;
}

UART::operator bool() {
  if (!is_usb) return true;
  Board::Get().Spend(Costs::kSerialReady);
  return MonitorThere();
}

uint32_t UART::baud() { return 115200; }
uint8_t UART::stopbits() { return 1; }
uint8_t UART::paritytype() { return 0; }
uint8_t UART::numbits() { return 8; }

bool UART::dtr() {
  Board::Get().Spend(Costs::kTinyCall);
  return is_usb && MonitorThere();
}

bool UART::rts() { return dtr(); }

}  // namespace arduino

__attribute__((init_priority(103))) arduino::UART _UART_USB_;
__attribute__((init_priority(103))) arduino::UART _UART1_(PIN_SERIAL_TX, PIN_SERIAL_RX);
