#include "apds9960_chip.h"

#include <cmath>

#include "board.h"

namespace autopilot::device {
namespace {

constexpr int kAddress = 0x39;

constexpr std::uint8_t kEnable = 0x80;
constexpr std::uint8_t kAtime = 0x81;
constexpr std::uint8_t kWtime = 0x83;
constexpr std::uint8_t kControl = 0x8F;
constexpr std::uint8_t kId = 0x92;
constexpr std::uint8_t kStatus = 0x93;
constexpr std::uint8_t kColour = 0x94;  // Clear, red, green, blue: two bytes each, low byte first.
constexpr std::uint8_t kProximity = 0x9C;
constexpr std::uint8_t kGestureConfig4 = 0xAB;

constexpr std::uint8_t kPowerBit = 1, kColourBit = 2, kProximityBit = 4, kWaitBit = 8;

constexpr Ticks kStep = 2'780 * kTicksPerMicrosecond;  // Of ATIME and WTIME, by the data sheet.
constexpr Ticks kProximityConversion = 1'500 * kTicksPerMicrosecond;
constexpr double kCountsPerStep = 1025;
constexpr int kFar = 255;

std::uint16_t Count(double value, double full_scale) {
  if (!(value > 0)) return 0;
  return static_cast<std::uint16_t>(std::lround(value < full_scale ? value : full_scale));
}

}  // namespace

void Apds9960Chip::PowerOn(World& world, int sensor, bool forgiving) {
  world_ = &world;
  sensor_ = sensor;
  forgiving_ = forgiving;
  registers_[kAtime] = 0xFF;
  registers_[kWtime] = 0xFF;
  registers_[kId] = 0xAB;
}

I2cDevice* Apds9960Chip::At(int address) { return address == kAddress ? this : nullptr; }

Ticks Apds9960Chip::Integration() const { return (256 - registers_[kAtime]) * kStep; }

Ticks Apds9960Chip::Cycle() const {
  const bool waits = (registers_[kEnable] & kWaitBit) != 0;
  return Integration() + (waits ? (256 - registers_[kWtime]) * kStep : 0);
}

void Apds9960Chip::Update() {
  UpdateColour();
  UpdateProximity();
}

/// The world's counts are those of Arduino's library, which integrates over four steps at a gain of 16.
double Apds9960Chip::Sensitivity() const {
  constexpr double kSteps = 4, kGain = 16, kGains[4] = {1, 4, 16, 64};
  if (forgiving_) return 1;
  return (256 - registers_[kAtime]) / kSteps * kGains[registers_[kControl] & 3] / kGain;
}

void Apds9960Chip::UpdateColour() {
  const Ticks now = world_->now();
  Ticks finished = now;
  if (!forgiving_) {
    const Ticks since = now - colour_.started - Integration();
    if (!colour_.running || since < 0) return;
    finished = now - since % Cycle();
    if (finished <= colour_.cleared) return;
  }
  sample_of_ = world_->SeenAt(finished);
  sampled_ = finished;
  colour_.valid = true;
  const double full_scale = kCountsPerStep * (256 - registers_[kAtime]);
  double channels[4];
  for (std::size_t i = 0; i < 4; ++i) channels[i] = world_->Value(sensor_, i, finished);
  if (std::isnan(channels[3])) channels[3] = channels[0] + channels[1] + channels[2];
  constexpr std::size_t kOrder[4] = {3, 0, 1, 2};  // Registers hold clear first.
  for (std::size_t i = 0; i < 4; ++i) {
    const std::uint16_t count = Count(channels[kOrder[i]] * Sensitivity(), full_scale);
    registers_[kColour + 2 * i] = static_cast<std::uint8_t>(count & 0xff);
    registers_[kColour + 2 * i + 1] = static_cast<std::uint8_t>(count >> 8);
  }
}

void Apds9960Chip::UpdateProximity() {
  const Ticks now = world_->now();
  const Ticks since = now - proximity_.started - kProximityConversion;
  if (!proximity_.running || since < 0) return;
  const Ticks finished = now - since % kProximityConversion;
  if (finished <= proximity_.cleared) return;
  proximity_.valid = true;
  const int object = world_->NearAt(finished);
  double distance = object == kNothing ? kFar : world_->Channel(sensor_, object, 4);
  if (std::isnan(distance)) distance = 0;
  registers_[kProximity] = static_cast<std::uint8_t>(kFar - Count(distance, kFar));
}

void Apds9960Chip::WriteRegister(std::uint8_t reg, std::uint8_t value) {
  Update();
  if (reg == kId || (reg >= kStatus && reg <= kProximity)) return;  // Read-only.
  registers_[reg] = value;
  if (reg != kEnable) return;
  const auto start = [&](Engine& engine, std::uint8_t bit) {
    const bool run = (value & kPowerBit) != 0 && (value & bit) != 0;
    if (run && !engine.running) {
      engine.started = world_->now();
      engine.cleared = world_->now();
      engine.valid = false;
    }
    engine.running = run;
  };
  start(colour_, kColourBit);
  start(proximity_, kProximityBit);
}

void Apds9960Chip::ReadRegisters(std::uint8_t reg, std::uint8_t* values, std::size_t count) {
  Update();
  registers_[kStatus] = static_cast<std::uint8_t>((colour_.valid ? 1 : 0) | (proximity_.valid ? 2 : 0));
  registers_[kGestureConfig4] &= 0x03;
  for (std::size_t i = 0; i < count; ++i) values[i] = registers_[static_cast<std::uint8_t>(reg + i)];
  Report(reg, count);
}

/// Reading a result clears its valid bit and is worth an event.
void Apds9960Chip::Report(std::uint8_t reg, std::size_t count) {
  const auto covers = [&](int first, int last) { return reg <= last && static_cast<int>(reg + count) > first; };
  Board& board = Board::Get();
  if (covers(kColour, kColour + 7)) {
    colour_.valid = false;
    colour_.cleared = world_->now();
    Reading reading;
    reading.sensor = sensor_;
    reading.count = 4;
    for (std::size_t i = 0; i < 4; ++i) {
      const std::size_t at = kColour + 2 * ((i + 1) % 4);
      reading.values[i] = registers_[at] + 256 * registers_[at + 1];
    }
    reading.sampled = sampled_;
    reading.object = sample_of_;
    board.SensorRead(reading);
  }
  if (covers(kProximity, kProximity)) {
    proximity_.valid = false;
    proximity_.cleared = world_->now();
    Reading reading;
    reading.sensor = sensor_;
    reading.first = 4;
    reading.count = 1;
    reading.values[0] = kFar - registers_[kProximity];
    reading.sampled = world_->now();
    board.SensorRead(reading);
  }
}

Part& Apds9960() {
  static Apds9960Chip chip;
  return chip;
}

}  // namespace autopilot::device
