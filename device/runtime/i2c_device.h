#pragma once

/// Somebody at an address of an I2C bus. Wire hands over whole transmissions; most chips understand them
/// as a register number and bytes from there on, and derive from RegisterDevice.

#include <cstddef>
#include <cstdint>

namespace autopilot::device {

class I2cDevice {
 public:
  /// Bytes that the board sent after the address. False: not acknowledged.
  virtual bool Write(const std::uint8_t* bytes, std::size_t count) = 0;
  /// Bytes that the board asks for; returns how many there are.
  virtual std::size_t Read(std::uint8_t* bytes, std::size_t count) = 0;

 protected:
  ~I2cDevice() = default;
};

/// The first byte written selects a register; what follows is written there and onwards, and a read
/// starts there. What the upper bits of the register number mean is the chip's affair.
class RegisterDevice : public I2cDevice {
 public:
  virtual void WriteRegister(std::uint8_t reg, std::uint8_t value) = 0;
  virtual void ReadRegisters(std::uint8_t reg, std::uint8_t* values, std::size_t count) = 0;

  bool Write(const std::uint8_t* bytes, std::size_t count) final {
    if (count > 0) selected_ = bytes[0];
    for (std::size_t i = 1; i < count; ++i) WriteRegister(static_cast<std::uint8_t>(selected_ + i - 1), bytes[i]);
    return true;
  }
  std::size_t Read(std::uint8_t* bytes, std::size_t count) final {
    ReadRegisters(selected_, bytes, count);
    return count;
  }

 protected:
  ~RegisterDevice() = default;

 private:
  std::uint8_t selected_ = 0;
};

}  // namespace autopilot::device
