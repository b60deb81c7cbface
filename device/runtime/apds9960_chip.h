#pragma once

/// The colour and proximity sensor as its registers show it. Engines are started by bits of ENABLE, a
/// finished conversion stays readable until the next one, and reading it clears its valid bit.

#include <cstddef>
#include <cstdint>

#include "world.h"

namespace autopilot::device {

class Apds9960Chip {
 public:
  static constexpr int kAddress = 0x39;

  /// `forgiving`: the colour engine runs without being started.
  void PowerOn(World& world, bool forgiving);

  void Write(std::uint8_t reg, std::uint8_t value);
  /// `count` registers from `reg` on.
  void Read(std::uint8_t reg, std::uint8_t* values, std::size_t count);

 private:
  /// One converter: when it was started, whether its result is new.
  struct Engine {
    bool running = false;
    bool valid = false;
    Ticks started = 0;
    Ticks cleared = 0;
  };

  void Update();
  void UpdateColour();
  void UpdateProximity();
  Ticks Integration() const;
  Ticks Cycle() const;
  void Report(std::uint8_t reg, std::size_t count);

  World* world_ = nullptr;
  bool forgiving_ = false;
  std::uint8_t registers_[256] = {};
  Engine colour_;
  Engine proximity_;
  int sample_of_ = kNothing;
  bool sampled_ = false;
};

}  // namespace autopilot::device
