#include "bmi270_chip.h"

#include <cstring>

#include "board.h"

namespace autopilot::device {
namespace {

constexpr int kMotionAddress = 0x68;
constexpr int kMagnetAddress = 0x10;

constexpr std::uint8_t kChipId = 0x00, kStatus = 0x03, kAcceleration = 0x0C, kRotation = 0x12, kInterrupts = 0x1D,
                       kAccelerationConfig = 0x40, kAccelerationRange = 0x41, kRotationConfig = 0x42,
                       kRotationRange = 0x43, kPower = 0x7D, kCommand = 0x7E;
constexpr std::uint8_t kMotionId = 0x24, kReset = 0xB6, kNewAcceleration = 0x80, kNewRotation = 0x40,
                       kRotationOn = 0x02, kAccelerationOn = 0x04;

constexpr std::uint8_t kMagnetChipId = 0x40, kField = 0x42, kNewFieldAt = 0x48, kPowerM = 0x4B, kMode = 0x4C;
constexpr std::uint8_t kMagnetId = 0x32, kNewField = 0x01, kModeBits = 0x06;

constexpr double kCounts = 32768;
constexpr double kSlowest = 0.39;  // Hz; every step of the rate's four bits doubles it.
constexpr double kFieldRates[8] = {10, 2, 6, 8, 15, 20, 25, 30};
constexpr double kCountsPerMicrotesla = 16;

constexpr std::size_t kAccelerationChannel = 0, kRotationChannel = 3, kFieldChannel = 6;

double Rate(std::uint8_t config) { return kSlowest * static_cast<double>(1 << (config & 0x0F)); }

bool Covers(std::uint8_t reg, std::size_t count, int first, int last) {
  return reg <= last && reg + static_cast<int>(count) > first;
}

}  // namespace

void Bmi270Chip::PowerOn(World& world, int sensor, bool) {
  motion_.PowerOn(world, sensor);
  magnet_.PowerOn(world, sensor);
}

I2cDevice* Bmi270Chip::At(int address) {
  if (address == kMotionAddress) return &motion_;
  return address == kMagnetAddress ? &magnet_ : nullptr;
}

void Bmi270Chip::Motion::PowerOn(World& world, int sensor) {
  world_ = &world;
  sensor_ = sensor;
  Reset();
}

void Bmi270Chip::Motion::Reset() {
  std::memset(registers_, 0, sizeof registers_);
  registers_[kChipId] = kMotionId;
  registers_[kAccelerationConfig] = 0xA8;
  registers_[kAccelerationRange] = 0x02;
  registers_[kRotationConfig] = 0xA9;
  SetRates();
}

void Bmi270Chip::Motion::SetRates() {
  const std::uint8_t power = registers_[kPower];
  const Ticks now = world_->now();
  acceleration_.SetRate((power & kAccelerationOn) != 0 ? Rate(registers_[kAccelerationConfig]) : 0, now);
  rotation_.SetRate((power & kRotationOn) != 0 ? Rate(registers_[kRotationConfig]) : 0, now);
}

void Bmi270Chip::Motion::WriteRegister(std::uint8_t reg, std::uint8_t value) {
  if (reg == kCommand && value == kReset) return Reset();
  if (reg < kAccelerationConfig || reg > kCommand) return;
  registers_[reg] = value;
  SetRates();
}

/// Reading the flags clears them.
std::uint8_t Bmi270Chip::Motion::TakeInterrupts() {
  const std::int64_t acceleration = acceleration_.Finished(world_->now());
  const std::int64_t rotation = rotation_.Finished(world_->now());
  std::uint8_t flags = 0;
  if (acceleration > told_acceleration_) flags |= kNewAcceleration;
  if (rotation > told_rotation_) flags |= kNewRotation;
  told_acceleration_ = acceleration;
  told_rotation_ = rotation;
  return flags;
}

void Bmi270Chip::Motion::Take(Sampler& sampler, const Axes& axes) {
  if (const std::int64_t newest = sampler.Finished(world_->now()); newest > 0) {
    sampler.read = newest;
    axes.Measure(*world_, sampler.TimeOf(newest));
  }
  axes.Report(*world_, sampler.TimeOf(sampler.read));
}

void Bmi270Chip::Motion::ReadRegisters(std::uint8_t reg, std::uint8_t* values, std::size_t count) {
  const Ticks now = world_->now();
  registers_[kStatus] =
      static_cast<std::uint8_t>((acceleration_.Finished(now) > acceleration_.read ? kNewAcceleration : 0) |
                                (rotation_.Finished(now) > rotation_.read ? kNewRotation : 0));
  if (Covers(reg, count, kInterrupts, kInterrupts)) registers_[kInterrupts] = TakeInterrupts();
  if (Covers(reg, count, kAcceleration, kAcceleration + 5)) {
    const double full_scale = 2 << (registers_[kAccelerationRange] & 3);
    Take(acceleration_, {sensor_, kAccelerationChannel, kCounts / full_scale, registers_ + kAcceleration});
  }
  if (Covers(reg, count, kRotation, kRotation + 5)) {
    const double full_scale = 2000 >> (registers_[kRotationRange] & 7);
    Take(rotation_, {sensor_, kRotationChannel, kCounts / full_scale, registers_ + kRotation});
  }
  for (std::size_t i = 0; i < count; ++i) values[i] = registers_[(reg + i) & 0x7F];
}

void Bmi270Chip::Magnet::PowerOn(World& world, int sensor) {
  world_ = &world;
  sensor_ = sensor;
}

void Bmi270Chip::Magnet::WriteRegister(std::uint8_t reg, std::uint8_t value) {
  if (reg < kPowerM) return;
  registers_[reg & 0x7F] = value;
  const bool on = (registers_[kPowerM] & 1) != 0 && (registers_[kMode] & kModeBits) == 0;
  field_.SetRate(on ? kFieldRates[(registers_[kMode] >> 3) & 7] : 0, world_->now());
}

void Bmi270Chip::Magnet::ReadRegisters(std::uint8_t reg, std::uint8_t* values, std::size_t count) {
  registers_[kMagnetChipId] = (registers_[kPowerM] & 1) != 0 ? kMagnetId : 0;  // Asleep until its power bit is set.
  const std::int64_t newest = field_.Finished(world_->now());
  registers_[kNewFieldAt] = newest > field_.read ? kNewField : 0;
  if (Covers(reg, count, kField, kField + 5)) {
    const Axes axes = {sensor_, kFieldChannel, kCountsPerMicrotesla, registers_ + kField};
    if (newest > 0) axes.Measure(*world_, field_.TimeOf(newest));
    field_.read = newest;
    axes.Report(*world_, field_.TimeOf(newest));
  }
  for (std::size_t i = 0; i < count; ++i) values[i] = registers_[(reg + i) & 0x7F];
}

Part& Bmi270() {
  static Bmi270Chip chip;
  return chip;
}

}  // namespace autopilot::device
