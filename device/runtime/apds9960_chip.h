#pragma once

/// The colour and proximity sensor as its registers show it. Engines are started by bits of ENABLE, a
/// finished conversion stays readable until the next one, and reading it clears its valid bit.

#include <cstddef>
#include <cstdint>

#include "part.h"

namespace autopilot::device {

class Apds9960Chip final : public Part, private RegisterDevice {
 public:
  /// `forgiving`: the colour engine runs without being started.
  void PowerOn(World& world, int sensor, bool forgiving) override;
  I2cDevice* At(int address) override;

 private:
  /// One converter: when it was started, whether its result is new.
  struct Engine {
    bool running = false;
    bool valid = false;
    Ticks started = 0;
    Ticks cleared = 0;
  };

  void WriteRegister(std::uint8_t reg, std::uint8_t value) override;
  void ReadRegisters(std::uint8_t reg, std::uint8_t* values, std::size_t count) override;
  void Update();
  void UpdateColour();
  void UpdateProximity();
  Ticks Integration() const;
  Ticks Cycle() const;
  double Sensitivity() const;
  void Report(std::uint8_t reg, std::size_t count);

  World* world_ = nullptr;
  int sensor_ = 0;
  bool forgiving_ = false;
  std::uint8_t registers_[256] = {};
  Engine colour_;
  Engine proximity_;
  int sample_of_ = kNothing;
  Ticks sampled_ = 0;
};

/// The only one of the board.
Part& Apds9960();

}  // namespace autopilot::device
