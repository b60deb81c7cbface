#include <Adafruit_I2CDevice.h>
#include <Adafruit_SPIDevice.h>

// I2C: what the mbed core's buffers hold in one go.

Adafruit_I2CDevice::Adafruit_I2CDevice(uint8_t addr, TwoWire* theWire)
    : _addr(addr), _wire(theWire), _begun(false), _maxBufferSize(256) {}

uint8_t Adafruit_I2CDevice::address(void) { return _addr; }

bool Adafruit_I2CDevice::begin(bool addr_detect) {
  _wire->begin();
  _begun = true;
  return !addr_detect || detected();
}

void Adafruit_I2CDevice::end(void) {
  _wire->end();
  _begun = false;
}

bool Adafruit_I2CDevice::detected(void) {
  if (!_begun && !begin()) return false;
  _wire->beginTransmission(_addr);
  return _wire->endTransmission() == 0;
}

bool Adafruit_I2CDevice::write(const uint8_t* buffer, size_t len, bool stop, const uint8_t* prefix_buffer,
                               size_t prefix_len) {
  if (len + prefix_len > maxBufferSize()) return false;
  _wire->beginTransmission(_addr);
  if (prefix_buffer != nullptr && _wire->write(prefix_buffer, prefix_len) != prefix_len) return false;
  if (_wire->write(buffer, len) != len) return false;
  return _wire->endTransmission(stop) == 0;
}

bool Adafruit_I2CDevice::read(uint8_t* buffer, size_t len, bool stop) {
  for (size_t at = 0; at < len;) {
    const size_t left = len - at;
    const size_t count = left < maxBufferSize() ? left : maxBufferSize();
    if (!_read(buffer + at, count, count == left && stop)) return false;
    at += count;
  }
  return true;
}

bool Adafruit_I2CDevice::_read(uint8_t* buffer, size_t len, bool stop) {
  if (_wire->requestFrom(_addr, len, stop) != len) return false;
  for (size_t i = 0; i < len; ++i) buffer[i] = static_cast<uint8_t>(_wire->read());
  return true;
}

bool Adafruit_I2CDevice::write_then_read(const uint8_t* write_buffer, size_t write_len, uint8_t* read_buffer,
                                         size_t read_len, bool stop) {
  return write(write_buffer, write_len, stop) && read(read_buffer, read_len);
}

bool Adafruit_I2CDevice::setSpeed(uint32_t desiredclk) {
  _wire->setClock(desiredclk);
  return true;
}

// SPI: the bus is there, and silent.

Adafruit_SPIDevice::Adafruit_SPIDevice(int8_t cspin, uint32_t, BusIOBitOrder, uint8_t, SPIClass* theSPI)
    : _spi(theSPI), _cs(cspin) {}
Adafruit_SPIDevice::Adafruit_SPIDevice(int8_t cspin, int8_t, int8_t, int8_t, uint32_t, BusIOBitOrder, uint8_t)
    : _spi(&SPI), _cs(cspin) {}
Adafruit_SPIDevice::~Adafruit_SPIDevice() {}

void Adafruit_SPIDevice::select(bool selected) {
  if (_cs >= 0) digitalWrite(static_cast<pin_size_t>(_cs), selected ? LOW : HIGH);
}

bool Adafruit_SPIDevice::begin(void) {
  if (_cs >= 0) {
    pinMode(static_cast<pin_size_t>(_cs), OUTPUT);
    digitalWrite(static_cast<pin_size_t>(_cs), HIGH);
  }
  _spi->begin();
  return true;
}

bool Adafruit_SPIDevice::read(uint8_t* buffer, size_t len, uint8_t sendvalue) {
  memset(buffer, sendvalue, len);
  return write_and_read(buffer, len);
}

bool Adafruit_SPIDevice::write(const uint8_t* buffer, size_t len, const uint8_t* prefix_buffer, size_t prefix_len) {
  beginTransactionWithAssertingCS();
  for (size_t i = 0; i < prefix_len; ++i) transfer(prefix_buffer[i]);
  for (size_t i = 0; i < len; ++i) transfer(buffer[i]);
  endTransactionWithDeassertingCS();
  return true;
}

bool Adafruit_SPIDevice::write_then_read(const uint8_t* write_buffer, size_t write_len, uint8_t* read_buffer,
                                         size_t read_len, uint8_t sendvalue) {
  beginTransactionWithAssertingCS();
  for (size_t i = 0; i < write_len; ++i) transfer(write_buffer[i]);
  for (size_t i = 0; i < read_len; ++i) read_buffer[i] = transfer(sendvalue);
  endTransactionWithDeassertingCS();
  return true;
}

bool Adafruit_SPIDevice::write_and_read(uint8_t* buffer, size_t len) {
  beginTransactionWithAssertingCS();
  transfer(buffer, len);
  endTransactionWithDeassertingCS();
  return true;
}

uint8_t Adafruit_SPIDevice::transfer(uint8_t send) { return _spi->transfer(send); }
void Adafruit_SPIDevice::transfer(uint8_t* buffer, size_t len) { _spi->transfer(buffer, len); }
void Adafruit_SPIDevice::beginTransaction(void) { _spi->beginTransaction(SPISettings()); }
void Adafruit_SPIDevice::endTransaction(void) { _spi->endTransaction(); }
void Adafruit_SPIDevice::beginTransactionWithAssertingCS() {
  beginTransaction();
  select(true);
}
void Adafruit_SPIDevice::endTransactionWithDeassertingCS() {
  select(false);
  endTransaction();
}
