#include "twin/spread_stimulus.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace autopilot {
namespace {

/// Shares of the first three channels: each leading clearly and just so, and none.
constexpr std::array<std::array<double, 3>, 10> kHues = {{{0.60, 0.25, 0.15},
                                                          {0.15, 0.60, 0.25},
                                                          {0.25, 0.15, 0.60},
                                                          {0.45, 0.35, 0.20},
                                                          {0.20, 0.45, 0.35},
                                                          {0.35, 0.20, 0.45},
                                                          {0.80, 0.10, 0.10},
                                                          {0.10, 0.80, 0.10},
                                                          {0.10, 0.10, 0.80},
                                                          {0.34, 0.33, 0.33}}};

constexpr int kLevels = 12;

/// Swings in a window, and how far they reach as a share of the full scale.
struct Swing {
  double turns = 1;
  double reach = 0.1;
};
constexpr std::array<Swing, 5> kSwings = {{{1, 0.2}, {2.5, 0.4}, {5, 0.1}, {0.6, 0.3}, {9, 0.25}}};

std::vector<Stimulus> Hues(const SensorProfile& sensor) {
  std::vector<Stimulus> stimuli;
  for (const double sum : sensor.brightness) {
    for (const auto& hue : kHues) {
      Stimulus stimulus;
      stimulus.brightness = sum;
      // What is not named follows from the rest, or is as the twin has it.
      stimulus.channels.assign(sensor.channels.size(), std::numeric_limits<double>::quiet_NaN());
      for (std::size_t i = 0; i < hue.size() && i < stimulus.channels.size(); ++i) {
        stimulus.channels[i] = std::min(sensor.full_scale, std::round(hue[i] * sum));
      }
      stimuli.push_back(std::move(stimulus));
    }
  }
  return stimuli;
}

}  // namespace

std::vector<Stimulus> SpreadStimuli(const SensorProfile& sensor) {
  if (!sensor.brightness.empty()) return Hues(sensor);
  const bool counts = sensor.channel_type == "int";
  const double low = counts ? 0 : -sensor.full_scale;
  std::vector<Stimulus> stimuli;
  for (int turn = 0; turn < kLevels; ++turn) {
    Stimulus stimulus;
    for (std::size_t channel = 0; channel < sensor.channels.size(); ++channel) {
      // Steps of 5 through 12 levels, 7 ahead for each channel: all levels, in another order for each.
      const int level = (turn * 5 + static_cast<int>(channel) * 7) % kLevels;
      const double value = low + (sensor.full_scale - low) * (level + 0.5) / kLevels;
      stimulus.channels.push_back(counts ? std::round(value) : value);
    }
    stimuli.push_back(std::move(stimulus));
  }
  return stimuli;
}

std::vector<Recording> SpreadRecordings(const SensorProfile& sensor, double rate_hz, int window) {
  std::vector<Recording> recordings;
  for (const Swing& swing : kSwings) {
    Recording recording;
    recording.rate_hz = rate_hz;
    for (int sample = 0; sample < 2 * window; ++sample) {
      std::vector<double> readings;
      for (std::size_t channel = 0; channel < sensor.channels.size(); ++channel) {
        const auto number = static_cast<double>(channel);
        const double turns = swing.turns * (1 + 0.3 * number) * sample / window;
        const double rest = channel < sensor.rest.size() ? sensor.rest[channel] : 0;
        const double reach = swing.reach * sensor.full_scale / (1 + 0.5 * number);
        readings.push_back(rest + reach * std::sin(2 * std::numbers::pi * turns + number));
      }
      recording.channels.push_back(std::move(readings));
    }
    recordings.push_back(std::move(recording));
  }
  return recordings;
}

}  // namespace autopilot
