#pragma once

/// The board's microphone: fills one buffer after the other with what the world sounds like, at a rate of its own.

#include <cstdint>
#include <vector>

#include "part.h"

namespace autopilot::device {

class Microphone final : public Part, private Alarm {
 public:
  /// Told in virtual time, as an interrupt would.
  using Filled = void (*)();

  void PowerOn(World& world, int sensor, bool forgiving) override;

  /// Channel 0 of the sensor, the same on both channels; silence if the world has no such sensor.
  void Start(int channels, int rate_hz, int gain);
  void Stop();
  void SetGain(int gain) { gain_ = gain; }
  void SetBufferBytes(int bytes);
  int buffer_bytes() const { return buffer_bytes_; }
  void OnFilled(Filled filled) { filled_ = filled; }

  int Available() const { return static_cast<int>(buffer_.size() - taken_); }
  /// The next bytes of the buffer; the samples among them are the sketch's readings.
  int Take(void* bytes, int count);

 private:
  Ticks OnAlarm(Ticks when) override;
  Ticks Period() const;

  World* world_ = nullptr;
  int sensor_ = -1;
  int channels_ = 1;
  int rate_hz_ = 0;
  int gain_ = 0;
  int buffer_bytes_ = 512;
  bool running_ = false;
  Filled filled_ = nullptr;
  std::vector<std::uint8_t> buffer_;
  std::size_t taken_ = 0;
  Ticks first_ = 0;  ///< When the buffer's first sample was measured.
};

/// The only one of the board.
Microphone& TheMicrophone();
Part& Pdm();

}  // namespace autopilot::device
