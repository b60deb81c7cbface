#include "gate/window_cause.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <optional>

namespace autopilot {
namespace {

/// Share of rows that an explanation must fit.
constexpr double kEnough = 0.9;

/// Windows on which explanations are tried.
constexpr std::size_t kTried = 3;

/// Orders of so many features are tried; of more, exchanges of two alone.
constexpr std::size_t kMostPermuted = 4;

using Row = std::vector<double>;

Finding Fault(const std::string& rule, const std::string& cause, const std::string& message) {
  Finding finding;
  finding.rule = "semantics/" + rule;
  finding.root_cause = cause;
  finding.message = message;
  return finding;
}

double Spread(const WindowRows& rows) {
  double spread = 0;
  for (std::size_t feature = 0; feature < rows.front().size(); ++feature) {
    double sum = 0;
    double squares = 0;
    for (const Row& row : rows) {
      sum += row[feature];
      squares += row[feature] * row[feature];
    }
    const double mean = sum / static_cast<double>(rows.size());
    spread += squares / static_cast<double>(rows.size()) - mean * mean;
  }
  return spread;
}

/// The spread of what the sensor gave, whatever the sketch made of it.
double Spread(const Track& track) {
  WindowRows known;
  for (const Row& features : track.features) {
    if (std::all_of(features.begin(), features.end(), [](double value) { return std::isfinite(value); })) {
      known.push_back(features);
    }
  }
  return known.empty() ? 0 : Spread(known);
}

std::vector<std::vector<std::size_t>> Orders(std::size_t features) {
  std::vector<std::vector<std::size_t>> orders;
  std::vector<std::size_t> order(features);
  std::iota(order.begin(), order.end(), 0u);
  const std::vector<std::size_t> right = order;
  if (features <= kMostPermuted) {
    while (std::next_permutation(order.begin(), order.end())) orders.push_back(order);
    return orders;
  }
  for (std::size_t a = 0; a < features; ++a) {
    for (std::size_t b = a + 1; b < features; ++b) {
      order = right;
      std::swap(order[a], order[b]);
      orders.push_back(order);
    }
  }
  // Two sensors' axes exchanged as a whole.
  if (features % 2 == 0) {
    order = right;
    std::rotate(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(features / 2), order.end());
    orders.push_back(order);
  }
  return orders;
}

class Explanation {
 public:
  Explanation(const Contract& contract, const std::vector<WindowView>& windows)
      : contract_(contract), rule_(RuleOf(contract)) {
    for (const WindowView& window : windows) tried_.push_back(&window);
    std::stable_sort(tried_.begin(), tried_.end(),
                     [](const WindowView* a, const WindowView* b) { return Spread(a->track) > Spread(b->track); });
    if (tried_.size() > kTried) tried_.resize(kTried);
  }

  Finding Find(const std::vector<WindowView>& all) const {
    if (IsConstant(all)) {
      if (Vanishes(*all.front().inference)) {
        return Fault("input-scaling", "input_scaling",
                     "the values are scaled down so far that nothing is left of them");
      }
      return Fault("constant-input", "constant_input", "the input tensor never changes, whatever the sensor shows");
    }
    if (auto finding = OfFilling()) return *finding;
    if (auto finding = OfOrder()) return *finding;
    if (auto finding = OfNumbers()) return *finding;
    return Fault("input-scaling", "input_scaling", OfScale());
  }

 private:
  using RowsChange = std::function<WindowRows(const WindowView&)>;
  using FeaturesChange = std::function<Row(const Row&)>;

  bool Fits(const WindowRows& rows, const Track& track) const {
    return AlignExactRows(rows, track, rule_).share() >= kEnough || AlignRows(rows, track, rule_).share() >= kEnough;
  }

  bool FitsRows(const RowsChange& change) const {
    return std::all_of(tried_.begin(), tried_.end(),
                       [&](const WindowView* window) { return Fits(change(*window), window->track); });
  }

  /// Rows that are readings of which `change` was made.
  bool FitsReadings(const FeaturesChange& change) const {
    return std::all_of(tried_.begin(), tried_.end(), [&](const WindowView* window) {
      Track changed = window->track;
      for (Row& features : changed.features) features = change(features);
      return Fits(window->rows, changed);
    });
  }

  /// The same for changes after which the digits must agree.
  bool FitsExactly(const FeaturesChange& change) const {
    return std::all_of(tried_.begin(), tried_.end(), [&](const WindowView* window) {
      Track changed = window->track;
      for (Row& features : changed.features) features = change(features);
      return AlignExactRows(window->rows, changed, rule_).share() >= kEnough;
    });
  }

  static bool IsConstant(const std::vector<WindowView>& all) {
    if (all.size() < 2) return false;
    return std::all_of(all.begin(), all.end(), [&](const WindowView& window) {
      return window.inference->raw_input == all.front().inference->raw_input;
    });
  }

  /// A quantised tensor in which somebody wrote nothing but zeros, which are no zeros as it stores them.
  bool Vanishes(const Inference& inference) const {
    const TensorFacts& tensor = contract_.tflite->input;
    if (tensor.scale == 0 || tensor.zero_point == 0) return false;
    return std::all_of(inference.raw_input.begin(), inference.raw_input.end(),
                       [&](double raw) { return raw == tensor.zero_point; });
  }

  /// A window of which a part holds the same row again and again, and the rest is right.
  std::optional<Finding> OfFilling() const {
    constexpr double kPart = 0.1;
    std::size_t filled = 0;
    for (const WindowView* window : tried_) {
      std::map<Row, std::size_t> counts;
      for (const Row& row : window->rows) ++counts[row];
      const auto most = std::max_element(counts.begin(), counts.end(),
                                         [](const auto& a, const auto& b) { return a.second < b.second; });
      const std::size_t rows = window->rows.size();
      if (static_cast<double>(most->second) < kPart * static_cast<double>(rows)) return std::nullopt;
      WindowRows others;
      for (const Row& row : window->rows) {
        if (row != most->first) others.push_back(row);
      }
      if (others.empty()) {
        return Fault("window", "input_rate_or_window", "all rows of the window hold the same reading");
      }
      if (!Fits(others, window->track)) return std::nullopt;
      filled = std::max(filled, others.size());
    }
    return Fault("window", "input_rate_or_window",
                 fmt::format("only {} of {} rows of the window hold readings", filled, tried_.front()->rows.size()));
  }

  std::optional<Finding> OfOrder() const {
    const auto fault = [](const std::string& message) { return Fault("input-order", "input_order", message); };
    if (FitsRows([](const WindowView& window) { return WindowRows(window.rows.rbegin(), window.rows.rend()); })) {
      return fault("the window runs backwards: the newest reading stands first");
    }
    if (FitsRows([](const WindowView& window) { return Transposed(window.rows); })) {
      return fault("the features stand one after another, each for the whole window, instead of reading by reading");
    }
    if (FitsRows([this](const WindowView& window) { return Unrolled(window); })) {
      return fault("the window begins in its middle: the newest reading stands before the oldest one");
    }
    for (const auto& order : Orders(contract_.features.size())) {
      const bool fits = FitsReadings([&](const Row& features) {
        Row moved;
        for (std::size_t from : order) moved.push_back(features[from]);
        return moved;
      });
      if (!fits) continue;
      std::vector<std::string> names;
      for (std::size_t from : order) names.push_back(contract_.features[from].feature);
      return fault(fmt::format("the features stand in the order {}", fmt::join(names, ", ")));
    }
    return std::nullopt;
  }

  static WindowRows Transposed(const WindowRows& rows) {
    WindowRows result = rows;
    const std::size_t features = rows.front().size();
    for (std::size_t i = 0; i < rows.size() * features; ++i) {
      result[i % rows.size()][i / rows.size()] = rows[i / features][i % features];
    }
    return result;
  }

  /// A ring buffer that was copied as it lies: turned where time steps back, so that its oldest row comes first.
  WindowRows Unrolled(const WindowView& window) const {
    const WindowMatch nearest = NearestReadings(window.rows, window.track, rule_.tolerance);
    std::size_t place = 0;
    double deepest = 0;
    double before = 0;
    for (std::size_t row = 0; row < window.rows.size(); ++row) {
      if (nearest.reading[row] == WindowMatch::kNone) continue;
      const double at = window.track.seconds[nearest.reading[row]];
      if (before - at > deepest) {
        deepest = before - at;
        place = row;
      }
      before = at;
    }
    WindowRows turned = window.rows;
    std::rotate(turned.begin(), turned.begin() + static_cast<std::ptrdiff_t>(place), turned.end());
    return turned;
  }

  /// Whole numbers where fractions belong, and tensors that are not quantised as they ask.
  std::optional<Finding> OfNumbers() const {
    const TensorFacts& tensor = contract_.tflite->input;
    const auto each = [](const std::function<double(double)>& change) {
      return [change](const Row& features) {
        Row changed;
        for (double value : features) changed.push_back(change(value));
        return changed;
      };
    };
    if (tensor.scale != 0) {
      const double scale = tensor.scale;
      const double zero = tensor.zero_point;
      const auto saturated = [](double value) { return std::clamp(std::trunc(value), -128.0, 127.0); };
      const auto wrapped = [](double value) {
        return static_cast<double>(static_cast<signed char>(std::llround(std::trunc(value)) & 0xff));
      };
      const std::function<double(double)> stored[] = {
          [](double value) { return value; },
          [&](double value) { return value / scale; },
          [&](double value) { return value / scale - zero; },
          [&](double value) { return value + zero; },
          [&](double value) { return value * scale + zero; },
      };
      for (const auto& store : stored) {
        for (const auto& fit : {std::function<double(double)>(saturated), std::function<double(double)>(wrapped)}) {
          if (FitsReadings(each([&](double value) { return (fit(store(value)) - zero) * scale; }))) {
            return Fault("input-quantisation", "input_quantisation",
                         "the input tensor's scale and zero point are not applied");
          }
        }
      }
      return std::nullopt;
    }
    if (FitsExactly(each([](double value) { return std::trunc(value); })) || FitsCutReadings()) {
      return Fault("integer-division", "integer_division",
                   "the input tensor holds whole numbers where fractions belong: the values are computed in integers");
    }
    return std::nullopt;
  }

  /// The map applied to readings that were cut to whole numbers.
  bool FitsCutReadings() const {
    std::vector<double> zeros(contract_.sensor->channels.size(), 0);
    std::vector<double> ones(contract_.sensor->channels.size(), 1);
    const auto at_zero = contract_.Features(zeros);
    const auto at_one = contract_.Features(ones);
    if (!at_zero || !at_one) return false;
    return FitsExactly([&](const Row& features) {
      Row cut;
      for (std::size_t i = 0; i < features.size(); ++i) {
        // Of a map that scales one channel: back to the channel, cut, and forward again.
        const double slope = (*at_one)[i] - (*at_zero)[i];
        cut.push_back(slope == 0 ? features[i]
                                 : std::trunc((features[i] - (*at_zero)[i]) / slope) * slope + (*at_zero)[i]);
      }
      return cut;
    });
  }

  /// How the values differ in size, in words.
  std::string OfScale() const {
    const WindowView& window = *tried_.front();
    const double ratio = std::sqrt(Spread(window.rows) / std::max(Spread(window.track), 1e-30));
    if (ratio > 0 && (ratio < 0.7 || ratio > 1.4)) {
      return fmt::format("the input tensor's values vary about {:.2g} times as much as those the model was trained on",
                         ratio);
    }
    return "the input tensor's values are not those the model was trained on";
  }

  const Contract& contract_;
  RowRule rule_;
  std::vector<const WindowView*> tried_;
};

}  // namespace

Finding ExplainWindows(const Contract& contract, const std::vector<WindowView>& windows) {
  return Explanation(contract, windows).Find(windows);
}

}  // namespace autopilot
