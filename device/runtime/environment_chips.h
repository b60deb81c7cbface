#pragma once

/// Temperature, humidity and pressure as the board's chips show them: HTS221 (first revision), HS300x (second) and
/// LPS22HB (both). Each measures when it is asked to.

#include "part.h"

namespace autopilot::device {

/// A chip with registers that measures once after a bit was set, and says in a status register when it is done.
class OneShotChip : public Part, protected RegisterDevice {
 public:
  void PowerOn(World& world, int sensor, bool forgiving) override;

 protected:
  ~OneShotChip() = default;
  I2cDevice& Device() { return *this; }
  virtual void Measure(Ticks when) = 0;
  void Set(std::uint8_t reg, std::int32_t value, std::size_t bytes);  ///< Low byte first.
  /// Channel of the sensor as it is measured, traced as a reading.
  double Reading(std::size_t channel, Ticks when);
  std::uint8_t& at(std::uint8_t reg) { return registers_[reg]; }

  std::uint8_t trigger_register_ = 0;
  std::uint8_t status_register_ = 0;
  std::uint8_t ready_bits_ = 0;
  Ticks duration_ = 0;

 private:
  void WriteRegister(std::uint8_t reg, std::uint8_t value) override;
  void ReadRegisters(std::uint8_t reg, std::uint8_t* values, std::size_t count) override;

  World* world_ = nullptr;
  int sensor_ = 0;
  Ticks done_at_ = kNever;
  std::uint8_t registers_[256] = {};
};

/// The only ones of the board.
Part& Hts221();
Part& Hs300x();
Part& Lps22hb();

}  // namespace autopilot::device
