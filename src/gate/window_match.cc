#include "gate/window_match.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace autopilot {
namespace {

/// Difference, in tolerances, from which on a reading is as wrong as any.
constexpr double kFar = 5;

/// What a distance between rows that is off by one step costs, in squared tolerances: less than noise makes of
/// a wrong reading, more than rounding makes of the right one.
constexpr double kEvenness = 0.1;

/// Of a tolerance, what float arithmetic may cost.
constexpr double kExact = 1e-3;

/// Steps between two rows that are weighed; any larger distance costs the same.
constexpr double kSteps = 3;

/// Largest difference of a feature, in tolerances.
double Difference(const std::vector<double>& row, const std::vector<double>& features,
                  const std::vector<double>& tolerance) {
  double worst = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const double difference = std::abs(row[i] - features[i]) / tolerance[i];
    if (!(difference < kFar)) return kFar;
    worst = std::max(worst, difference);
  }
  return worst;
}

/// Costs of the best alignments that end with one row at each reading.
class Alignment {
 public:
  Alignment(const WindowRows& rows, const Track& track, const RowRule& rule)
      : rows_(rows), track_(track), rule_(rule), step_(rule.step_seconds) {}

  std::vector<std::size_t> Find() {
    from_.assign(rows_.size() * track_.size(), 0);
    std::vector<double> cost(track_.size());
    for (std::size_t at = 0; at < track_.size(); ++at) cost[at] = Cost(0, at);
    for (std::size_t row = 1; row < rows_.size(); ++row) cost = Next(row, cost);
    std::vector<std::size_t> path(rows_.size());
    std::size_t at = static_cast<std::size_t>(std::min_element(cost.begin(), cost.end()) - cost.begin());
    for (std::size_t row = rows_.size(); row-- > 0;) {
      path[row] = at;
      at = from_[row * track_.size() + at];
    }
    return path;
  }

 private:
  double Cost(std::size_t row, std::size_t at) const {
    const double difference = Difference(rows_[row], track_.features[at], rule_.tolerance);
    return difference * difference;
  }

  std::vector<double> Next(std::size_t row, const std::vector<double>& before) {
    std::vector<double> cost(track_.size());
    std::size_t far = 0;  // The best of those too long ago for their distance to matter.
    std::size_t near = 0;
    for (std::size_t at = 0; at < track_.size(); ++at) {
      while (track_.seconds[at] - track_.seconds[near] > kSteps * step_) {
        if (before[near] < before[far]) far = near;
        ++near;
      }
      std::size_t best = far;
      double least = near > 0 ? before[far] + kEvenness * kSteps * kSteps : std::numeric_limits<double>::infinity();
      for (std::size_t from = near; from <= at; ++from) {
        const double off = (track_.seconds[at] - track_.seconds[from]) / step_ - 1;
        const double sum = before[from] + kEvenness * off * off;
        if (sum >= least) continue;
        least = sum;
        best = from;
      }
      cost[at] = least + Cost(row, at);
      from_[row * track_.size() + at] = static_cast<std::uint32_t>(best);
    }
    return cost;
  }

  const WindowRows& rows_;
  const Track& track_;
  const RowRule& rule_;
  double step_;
  std::vector<std::uint32_t> from_;
};

}  // namespace

double Variance(const WindowRows& rows) {
  if (rows.empty()) return 0;
  double variance = 0;
  for (std::size_t feature = 0; feature < rows.front().size(); ++feature) {
    double sum = 0;
    double squares = 0;
    for (const std::vector<double>& row : rows) {
      sum += row[feature];
      squares += row[feature] * row[feature];
    }
    const double mean = sum / static_cast<double>(rows.size());
    variance += squares / static_cast<double>(rows.size()) - mean * mean;
  }
  return variance;
}

WindowMatch AlignRows(const WindowRows& rows, const Track& track, const RowRule& rule) {
  WindowMatch match;
  match.reading.assign(rows.size(), WindowMatch::kNone);
  if (track.size() == 0 || rows.empty()) return match;
  const std::vector<std::size_t> path = Alignment(rows, track, rule).Find();
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (Difference(rows[row], track.features[path[row]], rule.tolerance) > 1) continue;
    match.reading[row] = path[row];
    ++match.matched;
  }
  return match;
}

WindowMatch AlignEvenRows(const WindowRows& rows, const Track& track, const RowRule& rule) {
  constexpr std::size_t kLargestStep = 8;
  WindowMatch match;
  match.reading.assign(rows.size(), WindowMatch::kNone);
  std::vector<double> tolerance = rule.tolerance;
  for (double& value : tolerance) value *= kExact;
  for (std::size_t step = 1; step <= kLargestStep; ++step) {
    const std::size_t span = rows.empty() ? 0 : (rows.size() - 1) * step + 1;
    if (span == 0 || span > track.size()) break;
    for (std::size_t first = track.size() - span + 1; first-- > 0;) {
      std::size_t row = 0;
      while (row < rows.size() && Difference(rows[row], track.features[first + row * step], tolerance) <= 1) ++row;
      if (row < rows.size()) continue;
      for (row = 0; row < rows.size(); ++row) match.reading[row] = first + row * step;
      match.matched = rows.size();
      return match;
    }
  }
  return match;
}

WindowMatch AlignWholeRows(const WindowRows& rows, const Track& track, const RowRule& rule) {
  constexpr double kCut = 1.01;
  const bool whole = std::all_of(rows.begin(), rows.end(), [](const std::vector<double>& row) {
    return std::all_of(row.begin(), row.end(), [](double value) { return value == std::round(value); });
  });
  if (whole) {
    RowRule finer = rule;
    for (double& tolerance : finer.tolerance) tolerance = std::min(tolerance, kCut);
    return AlignRows(rows, track, finer);
  }
  WindowMatch nothing;
  nothing.reading.assign(rows.size(), WindowMatch::kNone);
  return nothing;
}

WindowMatch AlignExactRows(const WindowRows& rows, const Track& track, const RowRule& rule) {
  WindowMatch match;
  match.reading.assign(rows.size(), WindowMatch::kNone);
  if (track.size() == 0 || rows.empty()) return match;
  std::vector<double> tolerance = rule.tolerance;
  for (double& value : tolerance) value *= kExact;
  std::vector<std::size_t> by_value;
  for (std::size_t at = 0; at < track.size(); ++at) {
    if (std::isfinite(track.features[at][0])) by_value.push_back(at);
  }
  const auto value_of = [&](std::size_t at) { return track.features[at][0]; };
  std::sort(by_value.begin(), by_value.end(), [&](std::size_t a, std::size_t b) {
    return value_of(a) != value_of(b) ? value_of(a) < value_of(b) : a < b;
  });
  // From the newest row back, each to the latest reading that is its own and no later than its successor's.
  std::size_t limit = track.size() - 1;
  for (std::size_t row = rows.size(); row-- > 0;) {
    const double least = rows[row][0] - tolerance[0];
    auto at = std::lower_bound(by_value.begin(), by_value.end(), least,
                               [&](std::size_t index, double value) { return value_of(index) < value; });
    for (; at != by_value.end() && value_of(*at) <= rows[row][0] + tolerance[0]; ++at) {
      const bool later = match.reading[row] == WindowMatch::kNone || *at > match.reading[row];
      if (*at <= limit && later && Difference(rows[row], track.features[*at], tolerance) <= 1) match.reading[row] = *at;
    }
    if (match.reading[row] == WindowMatch::kNone) continue;
    limit = match.reading[row];
    ++match.matched;
  }
  return match;
}

WindowMatch NearestReadings(const WindowRows& rows, const Track& track, const std::vector<double>& tolerance) {
  WindowMatch match;
  match.reading.assign(rows.size(), WindowMatch::kNone);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    double least = 1;
    for (std::size_t at = 0; at < track.size(); ++at) {
      const double difference = Difference(rows[row], track.features[at], tolerance);
      if (difference > least || (difference == least && match.reading[row] != WindowMatch::kNone)) continue;
      least = difference;
      match.reading[row] = at;
    }
    match.matched += match.reading[row] != WindowMatch::kNone ? 1 : 0;
  }
  return match;
}

}  // namespace autopilot
