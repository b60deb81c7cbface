#pragma once

/// Accelerometer, gyroscope and magnetometer as their registers show them: two devices in one package.
/// Samples come at the output data rate from when it was set; reading one clears its "new data" bit, and
/// with the FIFO on, up to 32 wait to be read.

#include "part.h"

namespace autopilot::device {

/// Converts at a steady rate and remembers which sample was read.
class Sampler {
 public:
  /// Starts or stops (0) at `rate_hz`; unchanged settings change nothing.
  void SetRate(double rate_hz, Ticks now);
  /// Samples finished by `now`; the first one is number 1.
  std::int64_t Finished(Ticks now) const;
  Ticks TimeOf(std::int64_t sample) const;

  std::int64_t read = 0;  ///< The newest sample that was read.

 private:
  double rate_hz_ = 0;
  Ticks started_ = 0;
};

/// Three channels of a sensor in six registers: 16-bit numbers, low byte first.
struct Axes {
  int sensor = 0;
  std::size_t first_channel = 0;
  double per_unit = 1;  ///< Counts for one unit of the channels.
  std::uint8_t* registers = nullptr;

  /// Puts what the sensor measured at `when` into the registers.
  void Measure(const World& world, Ticks when) const;
  /// The sketch reads the registers, which hold what was measured at `when`.
  void Report(const World& world, Ticks when) const;
};

class Lsm9ds1Chip final : public Part {
 public:
  void PowerOn(World& world, int sensor, bool forgiving) override;
  I2cDevice* At(int address) override;

 private:
  /// Accelerometer and gyroscope share registers, output rate and FIFO.
  class Motion final : public RegisterDevice {
   public:
    void PowerOn(World& world, int sensor);

   private:
    void WriteRegister(std::uint8_t reg, std::uint8_t value) override;
    void ReadRegisters(std::uint8_t reg, std::uint8_t* values, std::size_t count) override;
    void Reset();
    void SetRates();
    bool FifoOn() const;
    std::int64_t Waiting() const;
    void Take(Sampler& sampler, const Axes& axes);

    World* world_ = nullptr;
    int sensor_ = 0;
    std::uint8_t registers_[128] = {};
    Sampler acceleration_;
    Sampler rotation_;
  };

  class Magnet final : public RegisterDevice {
   public:
    void PowerOn(World& world, int sensor);

   private:
    void WriteRegister(std::uint8_t reg, std::uint8_t value) override;
    void ReadRegisters(std::uint8_t reg, std::uint8_t* values, std::size_t count) override;
    void Take();

    World* world_ = nullptr;
    int sensor_ = 0;
    std::uint8_t registers_[128] = {};
    Sampler field_;
  };

  Motion motion_;
  Magnet magnet_;
};

/// The only one of the board.
Part& Lsm9ds1();

}  // namespace autopilot::device
