#pragma once

/// A sensor of the board as its chips show it. To add one: write its chip (a Part) beside apds9960_chip.cc,
/// the library that sketches include in a file of its own, and name the part in the table in parts.cc.

#include "i2c_device.h"
#include "world.h"

namespace autopilot::device {

class Part {
 public:
  /// Registers as after power-on. `sensor` is the part's number in the world; `forgiving`: what has to be
  /// started before it measures runs without.
  virtual void PowerOn(World& world, int sensor, bool forgiving) = 0;

  /// Who answers at this address of the bus that the part sits on; null if nobody does.
  virtual I2cDevice* At(int address) {
    (void)address;
    return nullptr;
  }

 protected:
  ~Part() = default;
};

/// The part of that id (of profiles/sensors); null if the twin has none. There is one a process.
Part* FindPart(const char* id);

}  // namespace autopilot::device
