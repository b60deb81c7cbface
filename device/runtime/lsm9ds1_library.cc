/// Arduino_LSM9DS1 over the emulated bus: the same register traffic, hence the same traps.

#include <Arduino_LSM9DS1.h>

#include <cmath>

#include "board.h"

namespace {

constexpr uint8_t kMotion = 0x6B, kMagnet = 0x1E;
constexpr uint8_t kWhoAmI = 0x0F, kControl1G = 0x10, kStatus = 0x17, kRotation = 0x18, kControl6Xl = 0x20,
                  kControl8 = 0x22, kControl9 = 0x23, kAcceleration = 0x28, kFifoControl = 0x2E, kFifoSource = 0x2F;
constexpr uint8_t kControl1M = 0x20, kControl2M = 0x21, kControl3M = 0x22, kStatusM = 0x27, kField = 0x28;
constexpr uint8_t kGoOn = 0x80;

constexpr double kCounts = 32768.0;
constexpr double kG = 4.0 / kCounts, kDegreesPerSecond = 2000.0 / kCounts, kMicrotesla = 4.0 * 100.0 / kCounts;

}  // namespace

LSM9DS1Class::LSM9DS1Class(TwoWire& wire) : continuousMode(false), _wire(&wire) {}

LSM9DS1Class::~LSM9DS1Class() {}

int LSM9DS1Class::begin() {
  _wire->begin();
  writeRegister(kMotion, kControl8, 0x05);
  writeRegister(kMagnet, kControl2M, 0x0C);
  delay(10);
  const bool ok = readRegister(kMotion, kWhoAmI) == 0x68 && readRegister(kMagnet, kWhoAmI) == 0x3D;
  if (ok) {
    writeRegister(kMotion, kControl1G, 0x78);   // 119 Hz, 2000 degrees a second.
    writeRegister(kMotion, kControl6Xl, 0x70);  // 119 Hz, 4 g.
    writeRegister(kMagnet, kControl1M, 0xB4);   // 20 Hz.
    writeRegister(kMagnet, kControl2M, 0x00);   // 4 gauss.
    writeRegister(kMagnet, kControl3M, 0x00);
  } else {
    end();
  }
  autopilot::device::Board::Get().SensorBegan("LSM9DS1", _wire == &Wire1 ? 1 : 0, ok);
  return ok ? 1 : 0;
}

void LSM9DS1Class::end() {
  writeRegister(kMagnet, kControl3M, 0x03);
  writeRegister(kMotion, kControl1G, 0x00);
  writeRegister(kMotion, kControl6Xl, 0x00);
  _wire->end();
}

void LSM9DS1Class::setContinuousMode() {
  writeRegister(kMotion, kControl9, 0x02);
  writeRegister(kMotion, kFifoControl, 0xC0);
  continuousMode = true;
}

void LSM9DS1Class::setOneShotMode() {
  writeRegister(kMotion, kControl9, 0x00);
  writeRegister(kMotion, kFifoControl, 0x00);
  continuousMode = false;
}

int LSM9DS1Class::readAxes(uint8_t slaveAddress, uint8_t address, double unit, float& x, float& y, float& z) {
  uint8_t bytes[6];
  if (readRegisters(slaveAddress, address, bytes, sizeof bytes) == 0) {
    x = y = z = NAN;
    return 0;
  }
  const auto axis = [&](int at) {
    return static_cast<float>(static_cast<int16_t>(bytes[at] | (bytes[at + 1] << 8)) * unit);
  };
  x = axis(0);
  y = axis(2);
  z = axis(4);
  return 1;
}

int LSM9DS1Class::readAcceleration(float& x, float& y, float& z) {
  return readAxes(kMotion, kAcceleration, kG, x, y, z);
}

// A chip that does not answer gives -1, whose bits are all set: the library calls that available.
int LSM9DS1Class::accelerationAvailable() {
  if (continuousMode) return (readRegister(kMotion, kFifoSource) & 63) != 0 ? 1 : 0;
  return (readRegister(kMotion, kStatus) & 0x01) != 0 ? 1 : 0;
}

float LSM9DS1Class::accelerationSampleRate() { return 119.0F; }

int LSM9DS1Class::readGyroscope(float& x, float& y, float& z) {
  return readAxes(kMotion, kRotation, kDegreesPerSecond, x, y, z);
}

int LSM9DS1Class::gyroscopeAvailable() { return (readRegister(kMotion, kStatus) & 0x02) != 0 ? 1 : 0; }

float LSM9DS1Class::gyroscopeSampleRate() { return 119.0F; }

int LSM9DS1Class::readMagneticField(float& x, float& y, float& z) {
  return readAxes(kMagnet, kField, kMicrotesla, x, y, z);
}

int LSM9DS1Class::magneticFieldAvailable() { return (readRegister(kMagnet, kStatusM) & 0x08) != 0 ? 1 : 0; }

float LSM9DS1Class::magneticFieldSampleRate() { return 20.0F; }

int LSM9DS1Class::readRegister(uint8_t slaveAddress, uint8_t address) {
  _wire->beginTransmission(slaveAddress);
  _wire->write(address);
  if (_wire->endTransmission() != 0) return -1;
  if (_wire->requestFrom(slaveAddress, 1) != 1) return -1;
  return _wire->read();
}

// As in the library, a failure here (-1) is taken for success by the callers: they compare with zero.
int LSM9DS1Class::readRegisters(uint8_t slaveAddress, uint8_t address, uint8_t* data, size_t length) {
  memset(data, 0, length);
  _wire->beginTransmission(slaveAddress);
  _wire->write(kGoOn | address);
  if (_wire->endTransmission(false) != 0) return -1;
  if (_wire->requestFrom(slaveAddress, length) != length) return 0;
  for (size_t i = 0; i < length; ++i) data[i] = static_cast<uint8_t>(_wire->read());
  return 1;
}

int LSM9DS1Class::writeRegister(uint8_t slaveAddress, uint8_t address, uint8_t value) {
  _wire->beginTransmission(slaveAddress);
  _wire->write(address);
  _wire->write(value);
  return _wire->endTransmission() == 0 ? 1 : 0;
}

__attribute__((init_priority(104))) LSM9DS1Class IMU_LSM9DS1(Wire1);
