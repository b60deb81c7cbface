#include "gate/window_cause.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <optional>

#include "gate/fault.h"
#include "gate/quantisation.h"

namespace autopilot {
namespace {

/// Share of rows that an explanation must fit.
constexpr double kEnough = 0.9;

/// Windows on which explanations are tried.
constexpr std::size_t kTried = 3;

/// Orders of so many features are tried; of more, exchanges of two alone.
constexpr std::size_t kMostPermuted = 4;

/// Rows that by chance are near to readings.
constexpr std::size_t kFewRows = 8;

using Row = std::vector<double>;

/// The spread of what the sensor gave, whatever the sketch made of it.
double Spread(const Track& track) {
  WindowRows known;
  for (const Row& features : track.features) {
    if (std::all_of(features.begin(), features.end(), [](double value) { return std::isfinite(value); })) {
      known.push_back(features);
    }
  }
  return known.empty() ? 0 : Variance(known);
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
    if (IsUnwritten(all)) {
      return SemanticsFault("constant-input", "constant_input", "nothing is ever written into the input tensor");
    }
    if (IsConstant(all)) {
      if (Vanishes(*all.front().inference)) {
        return SemanticsFault("input-scaling", "input_scaling",
                              "the values are scaled down so far that nothing is left of them");
      }
      if (IsSaturated(all.front().inference->raw_input, contract_.tflite->input)) {
        return SemanticsFault("input-quantisation", "input_quantisation",
                              "the input tensor is always full: its scale and zero point are not applied");
      }
      return SemanticsFault("constant-input", "constant_input",
                            "the input tensor never changes, whatever the sensor shows");
    }
    if (auto finding = OfOrder()) return *finding;
    if (auto finding = OfFilling()) return *finding;
    if (auto finding = OfNumbers()) return *finding;
    if (auto finding = OfFeature()) return *finding;
    if (HoldsReadingsSomewhere()) {
      return SemanticsFault("input-order", "input_order",
                            "the window's numbers are readings, but stand in other places");
    }
    return SemanticsFault("input-scaling", "input_scaling", OfScale());
  }

 private:
  using RowsChange = std::function<WindowRows(const WindowView&)>;
  using FeaturesChange = std::function<Row(const Row&)>;

  bool Fits(const WindowRows& rows, const Track& track) const {
    for (const auto align : {AlignEvenRows, AlignExactRows, AlignRows}) {
      if (align(rows, track, rule_).share() >= kEnough) return true;
    }
    return false;
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

  static bool IsUnwritten(const std::vector<WindowView>& all) {
    return std::all_of(all.begin(), all.end(), [](const WindowView& window) { return window.inference->kept; });
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

  /// A window that is right but for a part at one of its ends, or the same row throughout.
  std::optional<Finding> OfFilling() const {
    constexpr double kPart = 0.1;
    std::size_t filled = 0;
    for (const WindowView* window : tried_) {
      const WindowRows& rows = window->rows;
      if (std::all_of(rows.begin(), rows.end(), [&](const Row& row) { return row == rows.front(); })) {
        return SemanticsFault("window", "input_rate_or_window", "all rows of the window hold the same numbers");
      }
      const std::size_t found = FilledRows(*window);
      if (found == 0 || static_cast<double>(rows.size() - found) < kPart * static_cast<double>(rows.size())) {
        return std::nullopt;
      }
      filled = std::max(filled, found);
    }
    return SemanticsFault(
        "window", "input_rate_or_window",
        fmt::format("only {} of {} rows of the window hold readings", filled, tried_.front()->rows.size()));
  }

  /// Rows that are readings, where those that are none stand together at one end; else 0. What nobody writes holds
  /// the same again and again, or what an inference left there.
  std::size_t FilledRows(const WindowView& window) const {
    const WindowMatch exact = AlignExactRows(window.rows, window.track, rule_);
    for (const WindowMatch& match : {exact, AlignRows(window.rows, window.track, rule_)}) {
      const std::size_t rows = match.reading.size();
      std::size_t begin = 0;
      std::size_t end = rows;
      while (begin < rows && match.reading[begin] == WindowMatch::kNone) ++begin;
      while (end > begin && match.reading[end - 1] == WindowMatch::kNone) --end;
      const bool dense = static_cast<double>(match.matched) >= kEnough * static_cast<double>(end - begin);
      const std::size_t least = match.reading == exact.reading ? 1 : kFewRows;
      if (match.matched >= least && dense && (begin == 0 || end == rows)) return end - begin;
    }
    return 0;
  }

  std::optional<Finding> OfOrder() const {
    const auto fault = [](const std::string& message) { return SemanticsFault("input-order", "input_order", message); };
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
    for (const auto& stored : WrongQuantisations(tensor)) {
      if (!FitsReadings(each(stored))) continue;
      return SemanticsFault("input-quantisation", "input_quantisation",
                            "the input tensor's scale and zero point are not applied");
    }
    if (tensor.scale != 0) return std::nullopt;
    if (FitsExactly(each([](double value) { return std::trunc(value); })) || FitsCutReadings()) {
      return SemanticsFault(
          "integer-division", "integer_division",
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

  /// One feature that is wrong where the others are right.
  std::optional<Finding> OfFeature() const {
    constexpr double kAny = 1e12;
    const std::size_t features = contract_.features.size();
    for (std::size_t wrong = 0; wrong < features && features > 1; ++wrong) {
      RowRule others = rule_;
      others.tolerance[wrong] = kAny;
      const auto fits = [&](const WindowView* window) {
        return AlignExactRows(window->rows, window->track, others).share() >= kEnough;
      };
      if (!std::all_of(tried_.begin(), tried_.end(), fits)) continue;
      const std::string& name = contract_.features[wrong].feature;
      if (HoldsAnother(wrong, others)) {
        return SemanticsFault("input-order", "input_order", fmt::format("{} holds the value of another feature", name));
      }
      return SemanticsFault("input-scaling", "input_scaling",
                            fmt::format("{} is not what the model was trained on", name));
    }
    return std::nullopt;
  }

  /// Whether the place of a feature holds what belongs to one of the others, of the same reading.
  bool HoldsAnother(std::size_t wrong, const RowRule& others) const {
    const WindowView& window = *tried_.front();
    const WindowMatch match = AlignExactRows(window.rows, window.track, others);
    for (std::size_t other = 0; other < contract_.features.size(); ++other) {
      std::size_t same = 0;
      for (std::size_t row = 0; row < window.rows.size() && other != wrong; ++row) {
        if (match.reading[row] == WindowMatch::kNone) continue;
        const double value = window.track.features[match.reading[row]][other];
        same += std::abs(window.rows[row][wrong] - value) <= 1e-6 * std::max(1.0, std::abs(value)) ? 1 : 0;
      }
      if (static_cast<double>(same) >= kEnough * static_cast<double>(match.matched)) return true;
    }
    return false;
  }

  /// True if most numbers are those of readings to the last digits, wherever they stand.
  bool HoldsReadingsSomewhere() const {
    constexpr double kMost = 0.5;
    return contract_.tflite->input.scale == 0 &&
           std::all_of(tried_.begin(), tried_.end(), [&](const WindowView* window) {
             std::vector<double> known;
             for (const Row& features : window->track.features)
               known.insert(known.end(), features.begin(), features.end());
             std::sort(known.begin(), known.end());
             std::size_t found = 0;
             std::size_t all = 0;
             for (const Row& row : window->rows) {
               for (double value : row) {
                 const double off = 1e-6 * std::max(1.0, std::abs(value));
                 const auto at = std::lower_bound(known.begin(), known.end(), value - off);
                 found += at != known.end() && *at <= value + off ? 1 : 0;
                 ++all;
               }
             }
             return static_cast<double>(found) >= kMost * static_cast<double>(all);
           });
  }

  /// How the values differ in size, in words.
  std::string OfScale() const {
    const WindowView& window = *tried_.front();
    const double ratio = std::sqrt(Variance(window.rows) / std::max(Spread(window.track), 1e-30));
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
