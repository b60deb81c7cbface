#include "twin/spread_stimulus.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

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

}  // namespace autopilot
