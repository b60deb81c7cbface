#include "twin/stimulus.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "twin/spread_stimulus.h"

namespace autopilot {
namespace {

/// Rows of one class, evenly spaced through the data set.
std::vector<int> EvenRows(const DataTable& data, int wanted) {
  std::vector<int> chosen;
  const int classes = std::max<int>(1, static_cast<int>(data.classes.size()));
  for (int label = 0; label < classes; ++label) {
    std::vector<int> rows;
    for (std::size_t row = 0; row < data.size(); ++row) {
      if (data.label_index.empty() || data.label_index[row] == label) rows.push_back(static_cast<int>(row));
    }
    const int count = std::min<int>(static_cast<int>(rows.size()), (wanted + classes - 1) / classes);
    for (int i = 0; i < count; ++i) chosen.push_back(rows[rows.size() * static_cast<std::size_t>(i) / count]);
  }
  return chosen;
}

/// Raw readings for one row, by pattern search on integers: the map need not be invertible, so the
/// residual of the forward map is what counts.
class Inversion {
 public:
  Inversion(const Contract& contract, const std::vector<double>& target, double brightness)
      : contract_(contract), target_(target), brightness_(brightness) {
    const SensorProfile& sensor = *contract.sensor;
    for (std::size_t channel = 0; channel < sensor.channels.size(); ++channel) {
      for (const auto& [feature, expression] : contract.sensor_use.map) {
        auto parsed = Expression::Parse(expression, sensor.channels);
        if (!parsed) continue;
        const auto& used = parsed->used();
        if (std::find(used.begin(), used.end(), sensor.channels[channel]) != used.end()) {
          used_.push_back(channel);
          break;
        }
      }
    }
    lowest_ = sensor.channel_type == "int" ? 0 : -sensor.full_scale;
  }

  /// The readings, or nothing when no reading comes close enough.
  bool Solve(std::vector<double>& channels) const {
    const double start = brightness_ > 0 ? brightness_ / static_cast<double>(used_.size()) : 1.0;
    for (std::size_t channel : used_) channels[channel] = std::round(start);
    double best = Cost(channels);
    for (double step = std::max(1.0, std::round(start)); step >= 1; step = std::floor(step / 2)) {
      for (bool improved = true; improved;) {
        improved = TryMoves(channels, step, best);
      }
    }
    return Residual(channels) <= contract_.input_tolerance;
  }

 private:
  bool TryMoves(std::vector<double>& channels, double step, double& best) const {
    bool improved = false;
    for (std::size_t up : used_) {
      for (std::size_t down : used_) {
        for (double sign : {1.0, -1.0}) {
          std::vector<double> moved = channels;
          moved[up] += sign * step;
          if (down != up) moved[down] -= sign * step;
          if (!InRange(moved)) continue;
          const double cost = Cost(moved);
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

  bool InRange(const std::vector<double>& channels) const {
    return std::all_of(used_.begin(), used_.end(), [&](std::size_t i) {
      return channels[i] >= lowest_ && channels[i] <= contract_.sensor->full_scale;
    });
  }

  double Residual(const std::vector<double>& channels) const {
    const auto features = contract_.Features(channels);
    if (!features) return std::numeric_limits<double>::infinity();
    double worst = 0;
    for (std::size_t i = 0; i < target_.size(); ++i) {
      const double difference = std::abs((*features)[i] - target_[i]);
      if (!(difference >= 0)) return std::numeric_limits<double>::infinity();
      worst = std::max(worst, difference);
    }
    return worst;
  }

  /// The residual decides; brightness only chooses among readings that fit equally well.
  double Cost(const std::vector<double>& channels) const {
    double cost = Residual(channels);
    if (brightness_ > 0) {
      double sum = 0;
      for (std::size_t i : used_) sum += channels[i];
      cost += 0.05 * std::abs(sum - brightness_) / brightness_;
    }
    return cost;
  }

  const Contract& contract_;
  const std::vector<double>& target_;
  double brightness_;
  double lowest_ = 0;
  std::vector<std::size_t> used_;
};

}  // namespace

Result<std::vector<Stimulus>> DeriveStimuli(const Contract& contract, int rows) {
  std::vector<Stimulus> stimuli;
  if (!contract.sensor) return stimuli;
  if (contract.data.size() == 0) return SpreadStimuli(*contract.sensor);
  std::vector<double> levels = contract.sensor->brightness;
  if (levels.empty()) levels.push_back(0);
  const std::vector<int> chosen = EvenRows(contract.data, rows);
  // Classes take turns, so that a sketch which reports late or never changes its answer is seen to.
  const std::size_t classes = std::max<std::size_t>(1, contract.data.classes.size());
  const std::size_t per_class = (chosen.size() + classes - 1) / classes;
  for (double level : levels) {
    for (std::size_t turn = 0; turn < per_class; ++turn) {
      for (std::size_t label = 0; label < classes; ++label) {
        const std::size_t index = label * per_class + turn;
        if (index >= chosen.size()) continue;
        const int row = chosen[index];
        Stimulus stimulus;
        stimulus.row = row;
        stimulus.label =
            contract.data.label_index.empty() ? -1 : contract.data.label_index[static_cast<std::size_t>(row)];
        stimulus.brightness = level;
        stimulus.channels.assign(contract.sensor->channels.size(), std::numeric_limits<double>::quiet_NaN());
        const Inversion inversion(contract, contract.data.features[static_cast<std::size_t>(row)], level);
        if (inversion.Solve(stimulus.channels)) stimuli.push_back(std::move(stimulus));
      }
    }
  }
  if (stimuli.empty()) {
    return Fail(BadInput(fmt::format("no reading of {} maps to any row of the data set", contract.sensor->id),
                         "check [[sensor]] map against the units of the data")
                    .At(contract.application.file.string()));
  }
  return stimuli;
}

}  // namespace autopilot
