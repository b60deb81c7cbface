/// Arduino_BMI270_BMM150 over the emulated bus: what the library and the manufacturer's driver below it
/// read and write while the sensors run; starting takes the time that the real upload takes.

#include <Arduino_BMI270_BMM150.h>

#include "board.h"

namespace {

constexpr uint8_t kMotion = 0x68, kMagnet = 0x10;
constexpr uint8_t kChipId = 0x00, kAcceleration = 0x0C, kRotation = 0x12, kInterrupts = 0x1D,
                  kAccelerationConfig = 0x40, kAccelerationRange = 0x41, kRotationConfig = 0x42, kRotationRange = 0x43,
                  kPower = 0x7D, kCommand = 0x7E;
constexpr uint8_t kNewAcceleration = 0x80, kNewRotation = 0x40;
constexpr uint8_t kMagnetChipId = 0x40, kField = 0x42, kNewField = 0x48, kPowerM = 0x4B, kMode = 0x4C;

constexpr float kCountsPerG = 8192.0f, kCountsPerDegree = 16.384f, kCountsPerMicrotesla = 16.0f;

// The driver sends the chip's firmware, 8 KB in pieces of 30 bytes, at 100 kHz.
constexpr unsigned long kUploadMilliseconds = 850;

int16_t Count(const uint8_t* bytes) { return static_cast<int16_t>(bytes[0] | (bytes[1] << 8)); }

}  // namespace

BoschSensorClass::BoschSensorClass(TwoWire& wire) : _wire(&wire) {}

bool BoschSensorClass::read(uint8_t device, uint8_t reg, uint8_t* values, size_t count) {
  _wire->beginTransmission(device);
  _wire->write(reg);
  if (_wire->endTransmission() != 0) return false;
  const size_t got = _wire->requestFrom(device, count);
  for (size_t i = 0; i < count; ++i) values[i] = i < got ? static_cast<uint8_t>(_wire->read()) : 0;
  return got == count;
}

bool BoschSensorClass::write(uint8_t device, uint8_t reg, uint8_t value) {
  _wire->beginTransmission(device);
  _wire->write(reg);
  _wire->write(value);
  return _wire->endTransmission() == 0;
}

bool BoschSensorClass::beginMotion() {
  uint8_t id = 0;
  if (!read(kMotion, kChipId, &id, 1) || id != 0x24) return false;
  write(kMotion, kCommand, 0xB6);
  delay(kUploadMilliseconds);
  write(kMotion, kAccelerationConfig, 0x98);  // 100 Hz.
  write(kMotion, kAccelerationRange, 0x01);   // 4 g.
  write(kMotion, kRotationConfig, 0xD8);      // 100 Hz.
  write(kMotion, kRotationRange, 0x00);       // 2000 degrees a second.
  return write(kMotion, kPower, 0x06);
}

bool BoschSensorClass::beginMagnet() {
  write(kMagnet, kPowerM, 0x01);
  delay(3);
  uint8_t id = 0;
  if (!read(kMagnet, kMagnetChipId, &id, 1) || id != 0x32) return false;
  return write(kMagnet, kMode, 0x00);  // 10 Hz, all the time.
}

// As in the library, with both sensors asked for the magnetometer's result alone decides.
int BoschSensorClass::begin(CfgBoshSensor_t cfg) {
  _wire->begin();
  bool ok = true;
  if (cfg != BOSCH_MAGNETOMETER_ONLY) ok = beginMotion();
  if (cfg != BOSCH_ACCELEROMETER_ONLY) ok = beginMagnet();
  autopilot::device::Board::Get().SensorBegan("BMI270", _wire == &Wire1 ? 1 : 0, ok);
  return ok ? 1 : 0;
}

void BoschSensorClass::end() {
  write(kMotion, kPower, 0x00);
  write(kMagnet, kPowerM, 0x00);
}

void BoschSensorClass::debug(Stream& stream) { _debug = &stream; }

// The chip's FIFO is not modelled: readings come one by one, as without it.
void BoschSensorClass::setContinuousMode() {}
void BoschSensorClass::oneShotMode() {}

/// The chip's flags are gone once read, so the one that was not asked for is kept.
int BoschSensorClass::available(uint8_t flag) {
  uint8_t flags = 0;
  if (!read(kMotion, kInterrupts, &flags, 1)) return 0;
  const int found = ((flags | _told) & flag) != 0 ? 1 : 0;
  _told = static_cast<uint8_t>(flags & ~flag);
  return found;
}

/// In the axes of the board: the library turns what the chip, which sits turned on it, measures.
int BoschSensorClass::readMotion(uint8_t reg, float countsPerUnit, float& x, float& y, float& z) {
  uint8_t bytes[6] = {};
  const bool ok = read(kMotion, reg, bytes, sizeof bytes);
  x = static_cast<float>(Count(bytes)) / countsPerUnit;
  y = static_cast<float>(Count(bytes + 2)) / countsPerUnit;
  z = static_cast<float>(Count(bytes + 4)) / countsPerUnit;
  return ok ? 1 : 0;
}

float BoschSensorClass::motionRate(uint8_t reg) {
  uint8_t config = 0;
  read(kMotion, reg, &config, 1);
  return static_cast<float>(static_cast<double>(1 << (config & 0x0F)) * 0.39);
}

int BoschSensorClass::readAcceleration(float& x, float& y, float& z) {
  return readMotion(kAcceleration, kCountsPerG, x, y, z);
}
int BoschSensorClass::accelerationAvailable() { return available(kNewAcceleration); }
float BoschSensorClass::accelerationSampleRate() { return motionRate(kAccelerationConfig); }

int BoschSensorClass::readGyroscope(float& x, float& y, float& z) {
  return readMotion(kRotation, kCountsPerDegree, x, y, z);
}
int BoschSensorClass::gyroscopeAvailable() { return available(kNewRotation); }
float BoschSensorClass::gyroscopeSampleRate() { return motionRate(kRotationConfig); }

int BoschSensorClass::readMagneticField(float& x, float& y, float& z) {
  uint8_t bytes[6] = {};
  const bool ok = read(kMagnet, kField, bytes, sizeof bytes);
  x = static_cast<float>(Count(bytes)) / kCountsPerMicrotesla;
  y = static_cast<float>(Count(bytes + 2)) / kCountsPerMicrotesla;
  z = static_cast<float>(Count(bytes + 4)) / kCountsPerMicrotesla;
  return ok ? 1 : 0;
}

int BoschSensorClass::magneticFieldAvailable() {
  uint8_t status = 0;
  return read(kMagnet, kNewField, &status, 1) && (status & 0x01) != 0 ? 1 : 0;
}

float BoschSensorClass::magneticFieldSampleRate() { return 10.0f; }

__attribute__((init_priority(104))) BoschSensorClass IMU_BMI270_BMM150(Wire1);
