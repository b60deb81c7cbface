#include "microphone.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "board.h"

namespace autopilot::device {
namespace {

// A step of the gain register is half a decibel; recordings are taken to be made at the default.
constexpr int kDefaultGain = 20;
constexpr double kDecibelsAStep = 0.5;

}  // namespace

void Microphone::PowerOn(World& world, int sensor, bool) {
  world_ = &world;
  sensor_ = sensor;
}

Ticks Microphone::Period() const {
  const int samples = buffer_bytes_ / (2 * channels_);
  return std::max<Ticks>(1, kTicksPerSecond * samples / rate_hz_);
}

void Microphone::Start(int channels, int rate_hz, int gain) {
  channels_ = channels;
  rate_hz_ = rate_hz;
  gain_ = gain;
  buffer_.clear();
  taken_ = 0;
  running_ = true;
  World& world = Board::Get().world();
  world.Set(*this, world.now() + Period());
}

void Microphone::Stop() {
  running_ = false;
  Board::Get().world().Set(*this, kNever);
}

void Microphone::SetBufferBytes(int bytes) {
  buffer_bytes_ = std::max(bytes, 2 * channels_);
  buffer_.clear();
  taken_ = 0;
}

int Microphone::Take(void* bytes, int count) {
  const int taken = std::clamp(count, 0, Available());
  if (taken == 0) return 0;
  std::memcpy(bytes, buffer_.data() + taken_, static_cast<std::size_t>(taken));
  if (sensor_ >= 0) {
    std::vector<double> samples;
    const std::size_t width = 2 * static_cast<std::size_t>(channels_);
    const std::size_t begin = (taken_ + width - 1) / width;
    taken_ += static_cast<std::size_t>(taken);
    for (std::size_t i = begin; (i + 1) * width <= taken_; ++i) {
      std::int16_t sample;
      std::memcpy(&sample, buffer_.data() + i * width, sizeof sample);
      samples.push_back(sample);
    }
    const Ticks first = first_ + kTicksPerSecond * static_cast<Ticks>(begin) / rate_hz_;
    Board::Get().SensorReadMany(sensor_, samples.data(), samples.size(), first, rate_hz_);
  } else {
    taken_ += static_cast<std::size_t>(taken);
  }
  return taken;
}

Ticks Microphone::OnAlarm(Ticks when) {
  if (!running_) return kNever;
  if (Available() > 0) {
    // Nobody fetched the last buffer: the driver switches the microphone off.
    running_ = false;
    Board::Get().Note("microphone: a buffer was not read in time, no more come");
    return kNever;
  }
  const int samples = buffer_bytes_ / (2 * channels_);
  first_ = when - Period();
  const double gain = std::pow(10.0, (gain_ - kDefaultGain) * kDecibelsAStep / 20);
  buffer_.resize(static_cast<std::size_t>(samples) * 2 * static_cast<std::size_t>(channels_));
  taken_ = 0;
  std::uint8_t* out = buffer_.data();
  for (int i = 0; i < samples; ++i) {
    const Ticks at = first_ + kTicksPerSecond * i / rate_hz_;
    const double value = sensor_ < 0 ? 0 : world_->Value(sensor_, 0, at);
    const auto sample = static_cast<std::int16_t>(std::lround(std::clamp(value * gain, -32768.0, 32767.0)));
    for (int channel = 0; channel < channels_; ++channel) {
      *out++ = static_cast<std::uint8_t>(sample & 0xFF);
      *out++ = static_cast<std::uint8_t>(static_cast<std::uint16_t>(sample) >> 8);
    }
  }
  if (filled_ != nullptr) filled_();
  return when + Period();
}

// Made when the board asks for it, which is before other objects are.
Microphone& TheMicrophone() {
  static Microphone microphone;
  return microphone;
}

Part& Pdm() { return TheMicrophone(); }

}  // namespace autopilot::device
