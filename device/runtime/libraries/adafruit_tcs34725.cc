/// Adafruit_TCS34725 over the emulated bus, on which no such sensor answers.

#include <Adafruit_TCS34725.h>

#include "board.h"

Adafruit_TCS34725::Adafruit_TCS34725(uint8_t it, tcs34725Gain_t gain)
    : _tcs34725Initialised(false), _tcs34725Gain(gain), _tcs34725IntegrationTime(it) {}

boolean Adafruit_TCS34725::begin(uint8_t addr, TwoWire* theWire) {
  delete i2c_dev;
  i2c_dev = new Adafruit_I2CDevice(addr, theWire);
  const bool there = i2c_dev->begin() && init();
  autopilot::device::Board::Get().SensorBegan("TCS34725", theWire == &Wire1 ? 1 : 0, there);
  return there;
}

boolean Adafruit_TCS34725::init() {
  const uint8_t id = read8(TCS34725_ID);
  if (id != 0x4D && id != 0x44 && id != 0x10) return false;
  _tcs34725Initialised = true;
  setIntegrationTime(_tcs34725IntegrationTime);
  setGain(_tcs34725Gain);
  enable();
  return true;
}

void Adafruit_TCS34725::setIntegrationTime(uint8_t it) {
  if (!_tcs34725Initialised) begin();
  write8(TCS34725_ATIME, it);
  _tcs34725IntegrationTime = it;
}

void Adafruit_TCS34725::setGain(tcs34725Gain_t gain) {
  if (!_tcs34725Initialised) begin();
  write8(TCS34725_CONTROL, gain);
  _tcs34725Gain = gain;
}

void Adafruit_TCS34725::getRawData(uint16_t* r, uint16_t* g, uint16_t* b, uint16_t* c) {
  if (!_tcs34725Initialised) begin();
  *c = read16(TCS34725_CDATAL);
  *r = read16(TCS34725_RDATAL);
  *g = read16(TCS34725_GDATAL);
  *b = read16(TCS34725_BDATAL);
  delay((256 - _tcs34725IntegrationTime) * 12 / 5 + 1);  // Steps of 2.4 ms.
}

void Adafruit_TCS34725::getRawDataOneShot(uint16_t* r, uint16_t* g, uint16_t* b, uint16_t* c) {
  if (!_tcs34725Initialised) begin();
  enable();
  getRawData(r, g, b, c);
  disable();
}

void Adafruit_TCS34725::getRGB(float* r, float* g, float* b) {
  uint16_t red, green, blue, clear;
  getRawData(&red, &green, &blue, &clear);
  const float scale = clear == 0 ? 0 : 255.0F / clear;
  *r = red * scale;
  *g = green * scale;
  *b = blue * scale;
}

uint16_t Adafruit_TCS34725::calculateColorTemperature(uint16_t r, uint16_t g, uint16_t b) {
  if (r == 0 && g == 0 && b == 0) return 0;
  const float x = -0.14282F * r + 1.54924F * g - 0.95641F * b;
  const float y = -0.32466F * r + 1.57837F * g - 0.73191F * b;
  const float z = -0.68202F * r + 0.77073F * g + 0.56332F * b;
  const float n = (x / (x + y + z) - 0.3320F) / (0.1858F - y / (x + y + z));
  return static_cast<uint16_t>(((449.0F * n + 3525.0F) * n + 6823.3F) * n + 5520.33F);
}

uint16_t Adafruit_TCS34725::calculateColorTemperature_dn40(uint16_t r, uint16_t g, uint16_t b, uint16_t c) {
  // The manufacturer's note DN40: subtract the infrared share, then the ratio of blue to red decides.
  if (c == 0) return 0;
  const uint16_t infrared = r + g + b > c ? static_cast<uint16_t>((r + g + b - c) / 2) : 0;
  const int red = r - infrared;
  const int blue = b - infrared;
  return red == 0 ? 0 : static_cast<uint16_t>(3810 * static_cast<uint32_t>(blue) / static_cast<uint32_t>(red) + 1391);
}

uint16_t Adafruit_TCS34725::calculateLux(uint16_t r, uint16_t g, uint16_t b) {
  return static_cast<uint16_t>(-0.32466F * r + 1.57837F * g - 0.73191F * b);
}

void Adafruit_TCS34725::write8(uint8_t reg, uint32_t value) {
  const uint8_t bytes[2] = {static_cast<uint8_t>(TCS34725_COMMAND_BIT | reg), static_cast<uint8_t>(value & 0xFF)};
  i2c_dev->write(bytes, sizeof bytes);
}

// A failed read leaves the command in the buffer, and that is what the library then returns.
uint8_t Adafruit_TCS34725::read8(uint8_t reg) {
  uint8_t buffer = static_cast<uint8_t>(TCS34725_COMMAND_BIT | reg);
  i2c_dev->write_then_read(&buffer, 1, &buffer, 1);
  return buffer;
}

uint16_t Adafruit_TCS34725::read16(uint8_t reg) {
  uint8_t buffer[2] = {static_cast<uint8_t>(TCS34725_COMMAND_BIT | reg), 0};
  i2c_dev->write_then_read(buffer, 1, buffer, 2);
  return static_cast<uint16_t>(buffer[1] << 8 | buffer[0]);
}

void Adafruit_TCS34725::setInterrupt(boolean flag) {
  const uint8_t enabled = read8(TCS34725_ENABLE);
  write8(TCS34725_ENABLE, flag ? enabled | TCS34725_ENABLE_AIEN : enabled & ~TCS34725_ENABLE_AIEN);
}

void Adafruit_TCS34725::clearInterrupt() {
  const uint8_t command = TCS34725_COMMAND_BIT | 0x66;
  i2c_dev->write(&command, 1);
}

void Adafruit_TCS34725::setIntLimits(uint16_t low, uint16_t high) {
  write8(TCS34725_AILTL, low & 0xFF);
  write8(TCS34725_AILTH, low >> 8);
  write8(TCS34725_AIHTL, high & 0xFF);
  write8(TCS34725_AIHTH, high >> 8);
}

void Adafruit_TCS34725::enable() {
  write8(TCS34725_ENABLE, TCS34725_ENABLE_PON);
  delay(3);
  write8(TCS34725_ENABLE, TCS34725_ENABLE_PON | TCS34725_ENABLE_AEN);
  delay((256 - _tcs34725IntegrationTime) * 12 / 5 + 1);
}

void Adafruit_TCS34725::disable() {
  write8(TCS34725_ENABLE, read8(TCS34725_ENABLE) & ~(TCS34725_ENABLE_PON | TCS34725_ENABLE_AEN));
}
