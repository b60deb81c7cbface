/// Arduino_HTS221 and Arduino_LPS22HB over the emulated bus: the same register traffic, hence the same traps.

#include <BARO.h>
#include <HTS221.h>

#include <cmath>

#include "board.h"

using autopilot::device::Board;

namespace {

constexpr uint8_t kHumidity = 0x5F, kPressure = 0x5C;
constexpr uint8_t kWhoAmI = 0x0F;
constexpr uint8_t kControl1 = 0x20, kControl2 = 0x21, kStatus = 0x27, kHumidityOut = 0x28, kTemperatureOut = 0x2A;
constexpr uint8_t kControl2P = 0x11, kPressureOut = 0x28, kTemperatureOutP = 0x2B;

}  // namespace

// Humidity and temperature.

HTS221Class::HTS221Class(TwoWire& wire)
    : _wire(&wire), _temperatureSlope(0), _temperatureZero(0), _humiditySlope(0), _humidityZero(0) {}

int HTS221Class::readRegister(uint8_t reg) {
  _wire->beginTransmission(kHumidity);
  _wire->write(reg);
  if (_wire->endTransmission(false) != 0) return -1;
  if (_wire->requestFrom(kHumidity, static_cast<size_t>(1)) != 1) return -1;
  return _wire->read();
}

int16_t HTS221Class::readCount(uint8_t reg) {
  const int low = readRegister(reg);
  return static_cast<int16_t>(low | readRegister(static_cast<uint8_t>(reg + 1)) << 8);
}

int HTS221Class::writeRegister(uint8_t reg, uint8_t value) {
  _wire->beginTransmission(kHumidity);
  _wire->write(reg);
  _wire->write(value);
  return _wire->endTransmission() == 0 ? 1 : 0;
}

int HTS221Class::begin() {
  _wire->begin();
  const bool ok = readRegister(kWhoAmI) == 0xBC;
  Board::Get().SensorBegan("HTS221", _wire == &Wire1 ? 1 : 0, ok);
  if (!ok) {
    end();
    return 0;
  }
  // Two calibration points, from registers 0x30 on.
  const float h0 = static_cast<float>(readRegister(0x30)) / 2, h1 = static_cast<float>(readRegister(0x31)) / 2;
  const int upper = readRegister(0x35);
  const float t0 = static_cast<float>(readRegister(0x32) | (upper & 0x03) << 8) / 8;
  const float t1 = static_cast<float>(readRegister(0x33) | (upper & 0x0C) << 6) / 8;
  const float h0_out = readCount(0x36), h1_out = readCount(0x3A), t0_out = readCount(0x3C), t1_out = readCount(0x3E);
  _humiditySlope = (h1 - h0) / (h1_out - h0_out);
  _humidityZero = h0 - _humiditySlope * h0_out;
  _temperatureSlope = (t1 - t0) / (t1_out - t0_out);
  _temperatureZero = t0 - _temperatureSlope * t0_out;
  writeRegister(kControl1, 0x80);
  return 1;
}

void HTS221Class::end() {
  writeRegister(kControl1, 0);
  _wire->end();
}

void HTS221Class::measure(uint8_t ready) {
  writeRegister(kControl2, 0x01);
  while ((readRegister(kStatus) & ready) == 0) yield();
}

float HTS221Class::readTemperature(int units) {
  measure(0x01);
  const float celsius = static_cast<float>(readCount(kTemperatureOut)) * _temperatureSlope + _temperatureZero;
  return units == FAHRENHEIT ? celsius * 9 / 5 + 32 : celsius;
}

float HTS221Class::readHumidity() {
  measure(0x02);
  return static_cast<float>(readCount(kHumidityOut)) * _humiditySlope + _humidityZero;
}

__attribute__((init_priority(104))) HTS221Class HTS(Wire1);

// Pressure.

LPS22HBClass::LPS22HBClass(TwoWire& wire) : _wire(&wire), _initialized(false) {}

int LPS22HBClass::i2cRead(uint8_t reg) {
  _wire->beginTransmission(kPressure);
  _wire->write(reg);
  if (_wire->endTransmission(false) != 0) return -1;
  if (_wire->requestFrom(kPressure, static_cast<size_t>(1)) != 1) return -1;
  return _wire->read();
}

int LPS22HBClass::i2cWrite(uint8_t reg, uint8_t val) {
  _wire->beginTransmission(kPressure);
  _wire->write(reg);
  _wire->write(val);
  return _wire->endTransmission() == 0 ? 1 : 0;
}

int LPS22HBClass::begin() {
  _wire->begin();
  _initialized = i2cRead(kWhoAmI) == 0xB1;
  Board::Get().SensorBegan("LPS22HB", _wire == &Wire1 ? 1 : 0, _initialized);
  if (!_initialized) end();
  return _initialized ? 1 : 0;
}

void LPS22HBClass::end() {
  _initialized = false;
  _wire->end();
}

float LPS22HBClass::readPressure(int units) {
  if (!_initialized) return 0;
  i2cWrite(kControl2P, 0x01);
  while ((i2cRead(kStatus) & 0x02) == 0) yield();
  const int counts = i2cRead(kPressureOut) | i2cRead(kPressureOut + 1) << 8 | i2cRead(kPressureOut + 2) << 16;
  const double kilopascal = counts / 40960.0;
  return static_cast<float>(units == MILLIBAR ? kilopascal * 10 : units == PSI ? kilopascal * 0.145038 : kilopascal);
}

float LPS22HBClass::readTemperature(void) {
  i2cWrite(kControl2P, 0x01);
  while (_initialized && (i2cRead(kStatus) & 0x02) == 0) yield();
  const auto counts = static_cast<int16_t>(i2cRead(kTemperatureOutP) | i2cRead(kTemperatureOutP + 1) << 8);
  return static_cast<float>(counts) / 100;
}

__attribute__((init_priority(104))) LPS22HBClass BARO(Wire1);
