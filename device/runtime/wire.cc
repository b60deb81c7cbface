#include <SPI.h>
#include <Wire.h>

#include <cstdarg>
#include <cstdio>

#include "board.h"
#include "costs.h"

using autopilot::device::Board;
using autopilot::device::Costs;

namespace {

constexpr int kAcknowledged = 0, kNobody = 2, kRefused = 3;

void SpendBytes(uint32_t bytes, uint32_t clock) {
  Board::Get().Spend(Costs::kI2cOverhead +
                     static_cast<int>(static_cast<uint64_t>(bytes) * Costs::kI2cBitsPerByte * 1'000'000 / clock));
}

}  // namespace

extern "C" void error(const char* format, ...) {
  char words[200];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(words, sizeof words, format, arguments);
  va_end(arguments);
  Board::Get().Halted(words);
}

namespace arduino {

MbedI2C::MbedI2C(int sda, int scl)
    : _sda(sda), _scl(scl), _address(0), _clock(100'000), _txUsed(0), _rxUsed(0), _rxRead(0) {}

void MbedI2C::begin() { Board::Get().Spend(Costs::kTinyCall); }
void MbedI2C::begin(uint8_t) { Board::Get().Spend(Costs::kTinyCall); }
void MbedI2C::end() { Board::Get().Spend(Costs::kTinyCall); }

void MbedI2C::setClock(uint32_t freq) {
  Board::Get().Spend(Costs::kTinyCall);
  if (freq > 0) _clock = freq;
}

void MbedI2C::beginTransmission(uint8_t address) {
  _address = address;
  _txUsed = 0;
}

uint8_t MbedI2C::endTransmission(bool) {
  SpendBytes(_txUsed + 1, _clock);
  auto* device = Board::Get().DeviceAt(_sda == PIN_WIRE_SDA1 ? 1 : 0, _address);
  if (device == nullptr) return kNobody;
  if (_txUsed > 0) _rxUsed = _rxRead = 0;
  return device->Write(_tx, _txUsed) ? kAcknowledged : kRefused;
}

uint8_t MbedI2C::endTransmission(void) { return endTransmission(true); }

size_t MbedI2C::requestFrom(uint8_t address, size_t len, bool) {
  if (len > sizeof _rx) len = sizeof _rx;
  SpendBytes(static_cast<uint32_t>(len) + 1, _clock);
  _rxUsed = _rxRead = 0;
  auto* device = Board::Get().DeviceAt(_sda == PIN_WIRE_SDA1 ? 1 : 0, address);
  if (device == nullptr) return 0;
  _rxUsed = static_cast<uint32_t>(device->Read(_rx, len));
  return _rxUsed;
}

size_t MbedI2C::requestFrom(uint8_t address, size_t len) { return requestFrom(address, len, true); }

void MbedI2C::onReceive(void (*)(int)) {}
void MbedI2C::onRequest(void (*)(void)) {}

size_t MbedI2C::write(uint8_t data) {
  if (_txUsed == sizeof _tx) return 0;
  _tx[_txUsed++] = data;
  return 1;
}

size_t MbedI2C::write(const uint8_t* data, int len) {
  size_t written = 0;
  for (int i = 0; i < len; ++i) written += write(data[i]);
  return written;
}

int MbedI2C::read() { return _rxRead < _rxUsed ? _rx[_rxRead++] : -1; }
int MbedI2C::peek() { return _rxRead < _rxUsed ? _rx[_rxRead] : -1; }
void MbedI2C::flush() {}
int MbedI2C::available() {
  Board::Get().Spend(Costs::kTinyCall);
  return static_cast<int>(_rxUsed - _rxRead);
}

// Nothing hangs on the SPI bus: its data line floats high.
uint8_t MbedSPI::transfer(uint8_t) {
  Board::Get().Spend(Costs::kSpiByte);
  return 0xFF;
}

uint16_t MbedSPI::transfer16(uint16_t) {
  Board::Get().Spend(2 * Costs::kSpiByte);
  return 0xFFFF;
}

void MbedSPI::transfer(void* buf, size_t count) {
  auto* bytes = static_cast<uint8_t*>(buf);
  for (size_t i = 0; i < count; ++i) bytes[i] = transfer(bytes[i]);
}

void MbedSPI::usingInterrupt(int) {}
void MbedSPI::notUsingInterrupt(int) {}
void MbedSPI::beginTransaction(SPISettings) { Board::Get().Spend(Costs::kTinyCall); }
void MbedSPI::endTransaction(void) { Board::Get().Spend(Costs::kTinyCall); }
void MbedSPI::attachInterrupt() {}
void MbedSPI::detachInterrupt() {}
void MbedSPI::begin() { Board::Get().Spend(Costs::kTinyCall); }
void MbedSPI::end() { Board::Get().Spend(Costs::kTinyCall); }

}  // namespace arduino

__attribute__((init_priority(103))) arduino::MbedI2C Wire(PIN_WIRE_SDA, PIN_WIRE_SCL);
__attribute__((init_priority(103))) arduino::MbedI2C Wire1(PIN_WIRE_SDA1, PIN_WIRE_SCL1);
__attribute__((init_priority(103))) arduino::MbedSPI SPI(PIN_SPI_MISO, PIN_SPI_MOSI, PIN_SPI_SCK);
