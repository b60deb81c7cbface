#include "twin/map_inverse.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace autopilot {
namespace {

constexpr double kFinestStep = 1.0 / 4096;  // Of channels that are no whole numbers.

/// Numbers that deviate so much are as good when they are whole, rounded or cut.
constexpr double kWholeEnough = 5;
constexpr double kWholeNumber = 1.01;

}  // namespace

double Tolerance(const Contract& contract, std::size_t feature) {
  const auto& facts = contract.data.facts;
  const double deviation = feature < facts.size() ? facts[feature].deviation : 0;
  const double tolerance = contract.input_tolerance * std::max(1.0, deviation);
  return deviation >= kWholeEnough ? std::max(tolerance, kWholeNumber) : tolerance;
}

MapInverse::MapInverse(const Contract& contract)
    : contract_(contract), used_(contract.MappedChannels()), whole_(contract.sensor->channel_type != "float") {
  // Light is never negative; what else is measured may be.
  lowest_ = contract.sensor->brightness.empty() ? -contract.sensor->full_scale : 0;
  FindLinear();
}

void MapInverse::FindLinear() {
  const std::size_t channels = contract_.sensor->channels.size();
  std::vector<bool> taken(channels, false);
  for (std::size_t feature = 0; feature < contract_.features.size(); ++feature) {
    const auto& rule = contract_.features[feature].compiled;
    if (!rule || rule->used().size() != 1) return linear_.clear();
    const auto& names = contract_.sensor->channels;
    const auto channel =
        static_cast<std::size_t>(std::find(names.begin(), names.end(), rule->used()[0]) - names.begin());
    std::vector<double> readings(channels, 0.0);
    const auto at = [&](double reading) {
      readings[channel] = reading;
      return rule->Evaluate(readings);
    };
    const double slope = at(1) - at(0);
    const bool straight = std::abs(at(-3) - at(0) + 3 * slope) < 1e-9 * (std::abs(slope) + std::abs(at(0)));
    if (taken[channel] || !std::isfinite(slope) || slope == 0 || !straight) return linear_.clear();
    taken[channel] = true;
    linear_.push_back({feature, channel, at(0), slope});
  }
}

double MapInverse::Residual(const std::vector<double>& channels, const std::vector<double>& features) const {
  const auto values = contract_.Features(channels);
  if (!values) return std::numeric_limits<double>::infinity();
  double worst = 0;
  for (std::size_t i = 0; i < features.size(); ++i) {
    const double difference = std::abs((*values)[i] - features[i]);
    if (!(difference >= 0)) return std::numeric_limits<double>::infinity();
    worst = std::max(worst, difference * contract_.input_tolerance / Tolerance(contract_, i));
  }
  return worst;
}

/// The residual decides; brightness only chooses among readings that fit equally well.
double MapInverse::Cost(const std::vector<double>& channels, const std::vector<double>& features,
                        double brightness) const {
  double cost = Residual(channels, features);
  if (brightness > 0) {
    double sum = 0;
    for (std::size_t i : used_) sum += channels[i];
    cost += 0.05 * std::abs(sum - brightness) / brightness;
  }
  return cost;
}

/// All readings in proportion, to the wished brightness: ratios stay, which no move of one or two readings allows.
bool MapInverse::TryScaling(std::vector<double>& channels, const std::vector<double>& features, double brightness,
                            double& best) const {
  double sum = 0;
  for (std::size_t i : used_) sum += channels[i];
  if (brightness <= 0 || sum <= 0) return false;
  std::vector<double> scaled = channels;
  for (std::size_t i : used_) {
    scaled[i] *= brightness / sum;
    if (whole_) scaled[i] = std::round(scaled[i]);
    if (!InRange(scaled[i])) return false;
  }
  const double cost = Cost(scaled, features, brightness);
  if (cost + 1e-12 >= best) return false;
  best = cost;
  channels = std::move(scaled);
  return true;
}

bool MapInverse::TryMoves(std::vector<double>& channels, const std::vector<double>& features, double brightness,
                          double step, double& best) const {
  bool improved = false;
  for (std::size_t up : used_) {
    for (std::size_t down : used_) {
      for (double sign : {1.0, -1.0}) {
        std::vector<double> moved = channels;
        moved[up] += sign * step;
        if (down != up) moved[down] -= sign * step;
        if (!InRange(moved[up]) || !InRange(moved[down])) continue;
        const double cost = Cost(moved, features, brightness);
        if (cost + 1e-12 < best) {
          best = cost;
          channels = moved;
          improved = true;
        }
      }
    }
  }
  return improved;
}

void MapInverse::Search(std::vector<double>& channels, const std::vector<double>& features, double brightness,
                        double first_step) const {
  double best = Cost(channels, features, brightness);
  const double last_step = whole_ ? 1 : kFinestStep;
  for (double step = first_step; step >= last_step; step = whole_ ? std::floor(step / 2) : step / 2) {
    while (TryMoves(channels, features, brightness, step, best) || TryScaling(channels, features, brightness, best)) {
    }
  }
}

std::optional<std::vector<double>> MapInverse::Solve(const std::vector<double>& features, double brightness,
                                                     const std::vector<double>& start) const {
  std::vector<double> channels(contract_.sensor->channels.size(), std::numeric_limits<double>::quiet_NaN());
  const double even = brightness > 0 ? std::round(brightness / static_cast<double>(used_.size())) : 1;
  for (std::size_t channel : used_) channels[channel] = start.empty() ? even : start[channel];
  if (linear_.size() == features.size() && !linear_.empty()) {
    for (const Linear& rule : linear_) {
      const double reading = (features[rule.feature] - rule.offset) / rule.slope;
      channels[rule.channel] = whole_ ? std::round(reading) : reading;
    }
  } else {
    Search(channels, features, brightness, std::max(1.0, even));
  }
  const bool possible = std::all_of(used_.begin(), used_.end(), [&](std::size_t i) { return InRange(channels[i]); });
  if (!possible || !(Residual(channels, features) <= contract_.input_tolerance)) return std::nullopt;
  return channels;
}

}  // namespace autopilot
