#pragma once

/// Accelerometer with gyroscope (BMI270) and magnetometer (BMM150) of the board's second revision, as far
/// as their registers matter: identity, rates, full scales, "data ready", the newest sample.

#include "lsm9ds1_chip.h"
#include "part.h"

namespace autopilot::device {

class Bmi270Chip final : public Part {
 public:
  void PowerOn(World& world, int sensor, bool forgiving) override;
  I2cDevice* At(int address) override;

 private:
  class Motion final : public RegisterDevice {
   public:
    void PowerOn(World& world, int sensor);

   private:
    void WriteRegister(std::uint8_t reg, std::uint8_t value) override;
    void ReadRegisters(std::uint8_t reg, std::uint8_t* values, std::size_t count) override;
    void Reset();
    void SetRates();
    std::uint8_t TakeInterrupts();
    void Take(Sampler& sampler, const Axes& axes);

    World* world_ = nullptr;
    int sensor_ = 0;
    std::uint8_t registers_[128] = {};
    Sampler acceleration_;
    Sampler rotation_;
    std::int64_t told_acceleration_ = 0;  ///< Newest samples whose interrupt flag was read.
    std::int64_t told_rotation_ = 0;
  };

  class Magnet final : public RegisterDevice {
   public:
    void PowerOn(World& world, int sensor);

   private:
    void WriteRegister(std::uint8_t reg, std::uint8_t value) override;
    void ReadRegisters(std::uint8_t reg, std::uint8_t* values, std::size_t count) override;

    World* world_ = nullptr;
    int sensor_ = 0;
    std::uint8_t registers_[128] = {};
    Sampler field_;
  };

  Motion motion_;
  Magnet magnet_;
};

/// The only one of the board.
Part& Bmi270();

}  // namespace autopilot::device
