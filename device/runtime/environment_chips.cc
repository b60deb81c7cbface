#include "environment_chips.h"

#include <algorithm>
#include <cmath>

#include "board.h"

namespace autopilot::device {
namespace {

constexpr Ticks kMillisecond = 1000 * kTicksPerMicrosecond;

void TraceReading(int sensor, std::size_t channel, double value, Ticks when) {
  struct Reading reading;
  reading.sensor = sensor;
  reading.first = channel;
  reading.count = 1;
  reading.values[0] = value;
  reading.sampled = when;
  Board::Get().SensorRead(reading);
}

}  // namespace

void OneShotChip::PowerOn(World& world, int sensor, bool) {
  world_ = &world;
  sensor_ = sensor;
}

void OneShotChip::Set(std::uint8_t reg, std::int32_t value, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) registers_[reg + i] = static_cast<std::uint8_t>(value >> (8 * i));
}

double OneShotChip::Reading(std::size_t channel, Ticks when) {
  const double value = world_->Value(sensor_, channel, when);
  TraceReading(sensor_, channel, value, when);
  return value;
}

void OneShotChip::WriteRegister(std::uint8_t reg, std::uint8_t value) {
  registers_[reg] = value;
  if (reg == trigger_register_ && (value & 1) != 0) done_at_ = world_->now() + duration_;
}

void OneShotChip::ReadRegisters(std::uint8_t reg, std::uint8_t* values, std::size_t count) {
  if (world_->now() >= done_at_) {
    const Ticks when = done_at_;
    done_at_ = kNever;
    Measure(when);
    registers_[status_register_] |= ready_bits_;
    registers_[trigger_register_] &= 0xFE;
  }
  reg &= 0x7F;  // The upper bit asks for automatic increment.
  for (std::size_t i = 0; i < count; ++i) values[i] = registers_[static_cast<std::uint8_t>(reg + i)];
  // Reading a result makes room for the next.
  if (reg != status_register_ && reg + count > 0x28)
    registers_[status_register_] &= static_cast<std::uint8_t>(~ready_bits_);
}

namespace {

/// Channels: temperature in degrees Celsius, relative humidity in percent. Its two calibration points lie at 0 and 100.
class Hts221Chip final : public OneShotChip {
 public:
  void PowerOn(World& world, int sensor, bool forgiving) override {
    OneShotChip::PowerOn(world, sensor, forgiving);
    trigger_register_ = 0x21;
    status_register_ = 0x27;
    ready_bits_ = 0x03;
    duration_ = 5 * kMillisecond;
    at(0x0F) = 0xBC;
    at(0x31) = 200;               // Humidity of the second point, twice.
    at(0x33) = (100 * 8) & 0xFF;  // Temperature of the second point, eight times, upper bits apart.
    at(0x35) = ((100 * 8) >> 8) << 2;
    Set(0x3A, static_cast<int>(100 * kCounts), 2);
    Set(0x3E, static_cast<int>(100 * kCounts), 2);
  }
  I2cDevice* At(int address) override { return address == 0x5F ? &Device() : nullptr; }

 private:
  static constexpr double kCounts = 200;  // A degree, or a percent.
  void Measure(Ticks when) override {
    Set(0x28, static_cast<int>(std::lround(std::clamp(Reading(1, when), 0.0, 100.0) * kCounts)), 2);
    Set(0x2A, static_cast<int>(std::lround(std::clamp(Reading(0, when), -40.0, 120.0) * kCounts)), 2);
  }
};

/// Channels: pressure in kPa, temperature in degrees Celsius.
class Lps22hbChip final : public OneShotChip {
 public:
  void PowerOn(World& world, int sensor, bool forgiving) override {
    OneShotChip::PowerOn(world, sensor, forgiving);
    trigger_register_ = 0x11;
    status_register_ = 0x27;
    ready_bits_ = 0x03;
    duration_ = 14 * kMillisecond;
    at(0x0F) = 0xB1;
  }
  I2cDevice* At(int address) override { return address == 0x5C ? &Device() : nullptr; }

 private:
  void Measure(Ticks when) override {
    Set(0x28, static_cast<int>(std::lround(std::clamp(Reading(0, when), 26.0, 126.0) * 40960)), 3);
    Set(0x2B, static_cast<int>(std::lround(std::clamp(Reading(1, when), -40.0, 85.0) * 100)), 2);
  }
};

/// Channels: temperature in degrees Celsius, relative humidity in percent. Any write starts a measurement; four bytes
/// come back, the last result marked as stale until the next is there.
class Hs300xChip final : public Part, private I2cDevice {
 public:
  void PowerOn(World& world, int sensor, bool) override {
    world_ = &world;
    sensor_ = sensor;
  }
  I2cDevice* At(int address) override { return address == 0x44 ? this : nullptr; }

 private:
  bool Write(const std::uint8_t*, std::size_t) override {
    done_at_ = world_->now() + 17 * kMillisecond;
    return true;
  }
  std::size_t Read(std::uint8_t* bytes, std::size_t count) override {
    const bool fresh = world_->now() >= done_at_;
    if (fresh) {
      temperature_ = Counts(0, -40, 125);
      humidity_ = Counts(1, 0, kHighestHumidity);
      done_at_ = kNever;
    }
    const std::uint8_t all[4] = {
        static_cast<std::uint8_t>((fresh ? 0 : 0x40) | humidity_ >> 8), static_cast<std::uint8_t>(humidity_ & 0xFF),
        static_cast<std::uint8_t>(temperature_ >> 6), static_cast<std::uint8_t>((temperature_ << 2) & 0xFC)};
    std::copy_n(all, std::min<std::size_t>(count, 4), bytes);
    return std::min<std::size_t>(count, 4);
  }
  int Counts(std::size_t channel, double low, double high) {
    const double value = world_->Value(sensor_, channel, done_at_);
    TraceReading(sensor_, channel, value, done_at_);
    return static_cast<int>(std::lround((std::clamp(value, low, high) - low) / (high - low) * 0x3FFE));
  }

  /// What the library makes of the highest count: its factor is one per cent above the data sheet's.
  static constexpr double kHighestHumidity = 0x3FFE * 0.006163516;

  World* world_ = nullptr;
  int sensor_ = 0;
  Ticks done_at_ = kNever;
  int temperature_ = 0;
  int humidity_ = 0;
};

}  // namespace

// Made when the board asks for them, which is before other objects are.

Part& Hts221() {
  static Hts221Chip chip;
  return chip;
}

Part& Hs300x() {
  static Hs300xChip chip;
  return chip;
}

Part& Lps22hb() {
  static Lps22hbChip chip;
  return chip;
}

}  // namespace autopilot::device
