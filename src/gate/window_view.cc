#include "gate/window_view.h"

#include <algorithm>
#include <cmath>

#include "twin/map_inverse.h"

namespace autopilot {
namespace {

/// Window lengths that are looked back, and two windows of readings in any case.
constexpr double kLookBack = 2.2;

/// True if the model's shape names the features before the window.
bool FeaturesFirst(const Contract& contract) {
  const auto window = contract.sensor_use.window;
  const auto features = static_cast<int>(contract.features.size());
  std::vector<int> shape;
  for (int size : contract.tflite->input.shape) {
    if (size != 1) shape.push_back(size);
  }
  return shape.size() == 2 && shape[0] == features && shape[1] == window && features != window;
}

}  // namespace

Track MakeTrack(const Contract& contract, const Observation& seen) {
  Track track;
  for (const SensorReading& reading : seen.readings) {
    auto features = contract.Features(reading.channels);
    track.seconds.push_back(reading.sampled);
    track.features.push_back(features ? std::move(*features)
                                      : std::vector<double>(contract.features.size(), std::nan("")));
  }
  return track;
}

WindowRows RowsOf(const Contract& contract, const std::vector<double>& input) {
  const auto window = static_cast<std::size_t>(contract.sensor_use.window);
  const std::size_t features = contract.features.size();
  if (input.size() != window * features || !contract.tflite) return {};
  const bool planar = FeaturesFirst(contract);
  WindowRows rows(window, std::vector<double>(features));
  for (std::size_t row = 0; row < window; ++row) {
    for (std::size_t feature = 0; feature < features; ++feature) {
      rows[row][feature] = input[planar ? feature * window + row : row * features + feature];
    }
  }
  return rows;
}

WindowView ViewWindow(const Contract& contract, const Track& all, const Observation& seen, const Inference& inference) {
  WindowView view;
  view.inference = &inference;
  view.rows = RowsOf(contract, inference.input);
  const double since = inference.seconds - kLookBack * contract.sensor_use.window / WindowRate(contract);
  std::size_t first = inference.readings;
  const std::size_t least = 2 * view.rows.size();
  while (first > 0 && (seen.readings[first - 1].seconds >= since || inference.readings - first < least)) --first;
  const auto from = static_cast<std::ptrdiff_t>(first);
  const auto to = static_cast<std::ptrdiff_t>(inference.readings);
  view.track.seconds.assign(all.seconds.begin() + from, all.seconds.begin() + to);
  view.track.features.assign(all.features.begin() + from, all.features.begin() + to);
  return view;
}

RowRule RuleOf(const Contract& contract) {
  RowRule rule;
  const double quantum = contract.tflite ? contract.tflite->input.scale : 0;
  for (std::size_t i = 0; i < contract.features.size(); ++i) rule.tolerance.push_back(Tolerance(contract, i) + quantum);
  rule.step_seconds = 1 / WindowRate(contract);
  return rule;
}

double WindowRate(const Contract& contract) {
  return contract.sensor_use.rate_hz > 0 ? contract.sensor_use.rate_hz : 1 / contract.sensor->sample_seconds;
}

}  // namespace autopilot
