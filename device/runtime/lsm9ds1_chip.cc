#include "lsm9ds1_chip.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "board.h"

namespace autopilot::device {
namespace {

constexpr int kMotionAddress = 0x6B;
constexpr int kMagnetAddress = 0x1E;
constexpr std::uint8_t kRegisterBits = 0x7F;  // The eighth asks the magnetometer to go on to the next register.

// Accelerometer and gyroscope.
constexpr std::uint8_t kWhoAmI = 0x0F, kControl1G = 0x10, kStatus = 0x17, kRotation = 0x18, kControl6Xl = 0x20,
                       kControl8 = 0x22, kControl9 = 0x23, kStatusAgain = 0x27, kAcceleration = 0x28,
                       kFifoControl = 0x2E, kFifoSource = 0x2F;
constexpr std::uint8_t kMotionId = 0x68, kResetBit = 0x01, kFifoBit = 0x02;
constexpr std::int64_t kFifoDepth = 32;

// Magnetometer.
constexpr std::uint8_t kControl1M = 0x20, kControl2M = 0x21, kControl3M = 0x22, kStatusM = 0x27, kField = 0x28;
constexpr std::uint8_t kMagnetId = 0x3D, kResetBitM = 0x04, kNewField = 0x08;

constexpr double kCounts = 32768;
constexpr double kMicroteslaPerGauss = 100;

// By the bits of the control registers, from the data sheet.
constexpr double kMotionRates[8] = {0, 14.9, 59.5, 119, 238, 476, 952, 0};
constexpr double kAccelerationScales[4] = {2, 16, 4, 8};
constexpr double kRotationScales[4] = {245, 500, 2000, 2000};
constexpr double kFieldRates[8] = {0.625, 1.25, 2.5, 5, 10, 20, 40, 80};
constexpr double kFieldScales[4] = {4, 8, 12, 16};

constexpr std::size_t kAccelerationChannel = 0, kRotationChannel = 3, kFieldChannel = 6;

bool Covers(std::uint8_t reg, std::size_t count, int first, int last) {
  return reg <= last && reg + static_cast<int>(count) > first;
}

}  // namespace

void Sampler::SetRate(double rate_hz, Ticks now) {
  if (rate_hz == rate_hz_) return;
  rate_hz_ = rate_hz;
  started_ = now;
  read = 0;
}

std::int64_t Sampler::Finished(Ticks now) const {
  return static_cast<std::int64_t>(static_cast<double>(now - started_) * rate_hz_ / kTicksPerSecond);
}

Ticks Sampler::TimeOf(std::int64_t sample) const {
  return rate_hz_ == 0 ? started_
                       : started_ + static_cast<Ticks>(static_cast<double>(sample) * kTicksPerSecond / rate_hz_);
}

void Axes::Measure(const World& world, Ticks when) const {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double count = std::round(world.Value(sensor, first_channel + axis, when) * per_unit);
    const auto value = static_cast<std::int16_t>(std::min(std::max(count, -kCounts), kCounts - 1));
    registers[2 * axis] = static_cast<std::uint8_t>(value & 0xff);
    registers[2 * axis + 1] = static_cast<std::uint8_t>(value >> 8);
  }
}

void Axes::Report(const World& world, Ticks when) const {
  Reading reading;
  reading.sensor = sensor;
  reading.first = first_channel;
  reading.count = 3;
  reading.sampled = when;
  reading.object = world.SeenAt(when);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto value = static_cast<std::int16_t>(registers[2 * axis] | (registers[2 * axis + 1] << 8));
    reading.values[axis] = static_cast<float>(value / per_unit);
  }
  Board::Get().SensorRead(reading);
}

void Lsm9ds1Chip::PowerOn(World& world, int sensor, bool) {
  motion_.PowerOn(world, sensor);
  magnet_.PowerOn(world, sensor);
}

I2cDevice* Lsm9ds1Chip::At(int address) {
  if (address == kMotionAddress) return &motion_;
  return address == kMagnetAddress ? &magnet_ : nullptr;
}

void Lsm9ds1Chip::Motion::PowerOn(World& world, int sensor) {
  world_ = &world;
  sensor_ = sensor;
  Reset();
}

void Lsm9ds1Chip::Motion::Reset() {
  std::memset(registers_, 0, sizeof registers_);
  registers_[kWhoAmI] = kMotionId;
  registers_[kControl8] = 0x04;
  SetRates();
}

/// With the gyroscope on, its rate is that of both.
void Lsm9ds1Chip::Motion::SetRates() {
  const double rotation = kMotionRates[registers_[kControl1G] >> 5];
  const double alone = kMotionRates[registers_[kControl6Xl] >> 5];
  rotation_.SetRate(rotation, world_->now());
  acceleration_.SetRate(rotation != 0 ? rotation : alone, world_->now());
}

bool Lsm9ds1Chip::Motion::FifoOn() const {
  return (registers_[kControl9] & kFifoBit) != 0 && (registers_[kFifoControl] >> 5) != 0;
}

std::int64_t Lsm9ds1Chip::Motion::Waiting() const {
  return std::min(acceleration_.Finished(world_->now()) - acceleration_.read, kFifoDepth);
}

void Lsm9ds1Chip::Motion::WriteRegister(std::uint8_t reg, std::uint8_t value) {
  reg &= kRegisterBits;
  if (reg == kWhoAmI || reg == kStatus || reg == kStatusAgain || (reg >= kAcceleration && reg < kFifoControl)) return;
  if (reg == kControl8 && (value & kResetBit) != 0) return Reset();
  registers_[reg] = value;
  SetRates();
}

/// The sample that is to be read: the newest, or the oldest that waits. Before the first there is nothing but zeros.
void Lsm9ds1Chip::Motion::Take(Sampler& sampler, const Axes& axes) {
  const std::int64_t newest = sampler.Finished(world_->now());
  if (newest > 0) {
    sampler.read = FifoOn() ? std::min(std::max(sampler.read + 1, newest - kFifoDepth + 1), newest) : newest;
    axes.Measure(*world_, sampler.TimeOf(sampler.read));
  }
  axes.Report(*world_, sampler.TimeOf(sampler.read));
}

void Lsm9ds1Chip::Motion::ReadRegisters(std::uint8_t reg, std::uint8_t* values, std::size_t count) {
  reg &= kRegisterBits;
  const Ticks now = world_->now();
  const bool new_acceleration = acceleration_.Finished(now) > acceleration_.read;
  const bool new_rotation = rotation_.Finished(now) > rotation_.read;
  registers_[kStatus] = static_cast<std::uint8_t>((new_acceleration ? 1 : 0) | (new_rotation ? 2 : 0));
  registers_[kStatusAgain] = registers_[kStatus];
  registers_[kFifoSource] = static_cast<std::uint8_t>(FifoOn() ? Waiting() : 0);
  if (Covers(reg, count, kAcceleration, kAcceleration + 5)) {
    const double full_scale = kAccelerationScales[(registers_[kControl6Xl] >> 3) & 3];
    Take(acceleration_, {sensor_, kAccelerationChannel, kCounts / full_scale, registers_ + kAcceleration});
  }
  if (Covers(reg, count, kRotation, kRotation + 5)) {
    const double full_scale = kRotationScales[(registers_[kControl1G] >> 3) & 3];
    Take(rotation_, {sensor_, kRotationChannel, kCounts / full_scale, registers_ + kRotation});
  }
  for (std::size_t i = 0; i < count; ++i) values[i] = registers_[(reg + i) & kRegisterBits];
}

void Lsm9ds1Chip::Magnet::PowerOn(World& world, int sensor) {
  world_ = &world;
  sensor_ = sensor;
  registers_[kWhoAmI] = kMagnetId;
  registers_[kControl3M] = 0x03;
}

void Lsm9ds1Chip::Magnet::WriteRegister(std::uint8_t reg, std::uint8_t value) {
  reg &= kRegisterBits;
  if (reg == kWhoAmI || (reg >= kStatusM && reg <= kField + 5)) return;
  if (reg == kControl2M && (value & kResetBitM) != 0) {
    std::memset(registers_ + kControl1M, 0, 5);
    value = 0;
    registers_[kControl3M] = 0x03;
  }
  registers_[reg] = value;
  const bool continuous = (registers_[kControl3M] & 3) == 0;
  field_.SetRate(continuous ? kFieldRates[(registers_[kControl1M] >> 2) & 7] : 0, world_->now());
}

void Lsm9ds1Chip::Magnet::Take() {
  const double full_scale = kFieldScales[(registers_[kControl2M] >> 5) & 3] * kMicroteslaPerGauss;
  const Axes axes = {sensor_, kFieldChannel, kCounts / full_scale, registers_ + kField};
  if (const std::int64_t newest = field_.Finished(world_->now()); newest > 0) {
    field_.read = newest;
    axes.Measure(*world_, field_.TimeOf(newest));
  }
  axes.Report(*world_, field_.TimeOf(field_.read));
}

void Lsm9ds1Chip::Magnet::ReadRegisters(std::uint8_t reg, std::uint8_t* values, std::size_t count) {
  const bool goes_on = (reg & ~kRegisterBits) != 0;
  reg &= kRegisterBits;
  registers_[kStatusM] = field_.Finished(world_->now()) > field_.read ? kNewField : 0;
  if (Covers(reg, count, kField, kField + 5)) Take();
  for (std::size_t i = 0; i < count; ++i) values[i] = registers_[(goes_on ? reg + i : reg) & kRegisterBits];
}

Part& Lsm9ds1() {
  static Lsm9ds1Chip chip;
  return chip;
}

}  // namespace autopilot::device
