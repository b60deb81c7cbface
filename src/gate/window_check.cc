#include "gate/window_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

#include "gate/fault.h"
#include "gate/window_cause.h"
#include "gate/window_view.h"

namespace autopilot {
namespace {

/// Windows that are compared, spread over the run.
constexpr std::size_t kJudged = 16;

/// So many windows in which something moves are enough to judge by them alone.
constexpr std::size_t kTelling = 4;

/// Share of the windows that must be right; below the second one most are wrong for certain.
constexpr double kEnough = 0.75;
constexpr double kHalf = 0.5;

/// Share of a window's rows that must be readings, and may be the reading of the row before.
constexpr double kRows = 0.95;
constexpr double kMostRepeats = 0.1;

/// Steps between two rows from which on readings are missing.
constexpr double kGap = 3;

/// Readings of which a row may be the mean: all that come in one step, and one more.
constexpr std::size_t kMostAveraged = 8;

enum class Defect { kNone, kValues, kFilling, kRate, kGaps, kRepeats, kOld };

/// One window against the readings before it.
struct Look {
  Defect defect = Defect::kValues;
  double rate_hz = 0;
  double gap_seconds = 0;
  double age_seconds = 0;  ///< Of its newest row at the inference.
  std::size_t repeats = 0;
  std::vector<std::size_t> unknown;  ///< Rows that no reading fits.
};

/// Means of each `count` readings in a row.
Track Averaged(const Track& track, std::size_t count) {
  if (count == 1) return track;
  Track result;
  for (std::size_t last = count - 1; last < track.size(); ++last) {
    std::vector<double> sum(track.features[last].size(), 0);
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t feature = 0; feature < sum.size(); ++feature) sum[feature] += track.features[last - i][feature];
    }
    for (double& value : sum) value /= static_cast<double>(count);
    result.seconds.push_back(track.seconds[last]);
    result.features.push_back(std::move(sum));
  }
  return result;
}

class Judgement {
 public:
  Judgement(const Contract& contract, const Observation& seen)
      : contract_(contract),
        rate_(WindowRate(contract)),
        rows_(static_cast<std::size_t>(contract.sensor_use.window)),
        rule_(RuleOf(contract)) {
    const Track all = MakeTrack(contract, seen);
    std::vector<WindowView> known;
    std::vector<std::size_t> telling;
    for (const Inference* inference : Known(seen)) {
      WindowView view = ViewWindow(contract, all, seen, *inference);
      if (view.rows.empty() || view.track.size() == 0) continue;
      if (Moves(view.track)) telling.push_back(known.size());
      known.push_back(std::move(view));
    }
    // At rest any window looks like any other one.
    if (telling.size() < kTelling) {
      telling.resize(known.size());
      std::iota(telling.begin(), telling.end(), 0u);
    }
    const std::size_t count = std::min(telling.size(), kJudged);
    for (std::size_t i = 0; i < count; ++i) {
      windows_.push_back(std::move(known[telling[telling.size() * (2 * i + 1) / (2 * count)]]));
    }
  }

  std::optional<Finding> Find() {
    if (windows_.empty()) {
      Finding finding = SemanticsFault("input-unknown", "", "no inference follows a window of readings");
      finding.severity = Severity::kWarning;
      return finding;
    }
    LookAtAll();
    FindUnfilledRow();
    std::map<Defect, std::size_t> counts;
    for (const Look& look : looks_) ++counts[look.defect];
    const auto total = static_cast<double>(looks_.size());
    const double right = static_cast<double>(counts[Defect::kNone]) / total;
    if (right >= kEnough) return std::nullopt;
    counts.erase(Defect::kNone);
    const auto worst = std::max_element(counts.begin(), counts.end(),
                                        [](const auto& a, const auto& b) { return a.second < b.second; });
    Finding finding = Describe(worst->first);
    finding.evidence = fmt::format("{:.0f} % of {} windows are right", 100 * right, looks_.size());
    if (right > kHalf) finding.severity = Severity::kWarning;
    return finding;
  }

 private:
  /// Inferences with a tensor in the trace, after the time that filling the first window takes.
  std::vector<const Inference*> Known(const Observation& seen) const {
    constexpr double kWarmUp = 1.2;
    std::vector<const Inference*> known;
    for (const Inference& inference : seen.inferences) {
      if (!inference.input.empty() && inference.readings > 0) known.push_back(&inference);
    }
    std::vector<const Inference*> late;
    if (!seen.readings.empty()) {
      const double from = seen.readings.front().seconds + kWarmUp * static_cast<double>(rows_) / rate_;
      std::copy_if(known.begin(), known.end(), std::back_inserter(late),
                   [&](const Inference* inference) { return inference->seconds >= from; });
    }
    return late.empty() ? known : late;
  }

  /// Whether a feature leaves the tolerance of standing still.
  bool Moves(const Track& track) const {
    for (std::size_t feature = 0; feature < rule_.tolerance.size(); ++feature) {
      double lowest = HUGE_VAL;
      double highest = -HUGE_VAL;
      for (const std::vector<double>& features : track.features) {
        if (!std::isfinite(features[feature])) continue;
        lowest = std::min(lowest, features[feature]);
        highest = std::max(highest, features[feature]);
      }
      if (highest - lowest > 2 * rule_.tolerance[feature]) return true;
    }
    return false;
  }

  /// How a sketch makes rows of readings: all in a row, exactly or rounded, and of how many each is the mean.
  struct Habit {
    WindowMatch (*align)(const WindowRows&, const Track&, const RowRule&) = AlignRows;
    std::size_t averaged = 1;
  };

  /// Windows in which nothing moves look like much; those with most movement say how rows are made. Where none of
  /// them is understood, none is.
  void LookAtAll() {
    constexpr std::size_t kTold = 3;
    std::stable_sort(windows_.begin(), windows_.end(),
                     [](const WindowView& a, const WindowView& b) { return Movement(a.track) > Movement(b.track); });
    std::optional<Habit> habit;
    for (std::size_t i = 0; i < std::min(kTold, windows_.size()) && !habit; ++i) habit = HabitOf(windows_[i]);
    for (const WindowView& window : windows_) looks_.push_back(habit ? LookAt(window, *habit) : Look());
  }

  /// A row that is no reading in any window is one that nobody fills.
  void FindUnfilledRow() {
    constexpr std::size_t kLeastWindows = 4;
    std::map<std::size_t, std::size_t> unknown;
    std::size_t understood = 0;
    for (const Look& look : looks_) {
      if (look.defect == Defect::kValues) continue;
      ++understood;
      for (std::size_t row : look.unknown) ++unknown[row];
    }
    const bool never =
        std::any_of(unknown.begin(), unknown.end(), [&](const auto& entry) { return entry.second == understood; });
    if (!never || understood < kLeastWindows) return;
    for (Look& look : looks_) {
      if (look.defect != Defect::kValues) look.defect = Defect::kFilling;
    }
  }

  std::optional<Habit> HabitOf(const WindowView& window) const {
    for (const auto align : {AlignEvenRows, AlignExactRows, AlignWholeRows, AlignRows}) {
      for (std::size_t count = 1; count <= kMostAveraged; ++count) {
        const Track track = Averaged(window.track, count);
        const WindowMatch match = align(window.rows, track, rule_);
        if (match.share() >= kRows && VariesAlike(window.rows, track, match)) return Habit{align, count};
      }
    }
    return std::nullopt;
  }

  /// Rows that hardly vary are near to readings at rest, whatever they are.
  static bool VariesAlike(const WindowRows& rows, const Track& track, const WindowMatch& match) {
    constexpr double kLeast = 0.2;
    WindowRows readings;
    for (std::size_t reading : match.reading) {
      if (reading != WindowMatch::kNone) readings.push_back(track.features[reading]);
    }
    return Variance(rows) >= kLeast * Variance(readings);
  }

  static double Movement(const Track& track) {
    double movement = 0;
    for (std::size_t i = 1; i < track.size(); ++i) {
      for (std::size_t feature = 0; feature < track.features[i].size(); ++feature) {
        const double step = std::abs(track.features[i][feature] - track.features[i - 1][feature]);
        if (std::isfinite(step)) movement += step;
      }
    }
    return movement;
  }

  Look LookAt(const WindowView& window, const Habit& habit) const {
    Look look;
    const Track track = Averaged(window.track, habit.averaged);
    const WindowMatch match = habit.align(window.rows, track, rule_);
    if (match.share() < kRows) return look;
    std::vector<std::size_t> known;  // Rows whose reading was found.
    for (std::size_t row = 0; row < rows_; ++row) {
      (match.reading[row] != WindowMatch::kNone ? known : look.unknown).push_back(row);
    }
    const auto time_of = [&](std::size_t row) { return track.seconds[match.reading[row]]; };
    double even_seconds = 0;
    std::size_t even_steps = 0;
    for (std::size_t i = 1; i < known.size(); ++i) {
      const std::size_t steps = known[i] - known[i - 1];
      const double seconds = time_of(known[i]) - time_of(known[i - 1]);
      const double step = seconds / static_cast<double>(steps);
      look.gap_seconds = std::max(look.gap_seconds, step);
      if (step == 0) ++look.repeats;
      if (step * rate_ > kGap) continue;
      even_seconds += seconds;
      even_steps += steps;
    }
    // Without enough even steps the sketch is slow throughout.
    const double all_seconds = time_of(known.back()) - time_of(known.front());
    look.rate_hz = even_seconds > 0 && 2 * even_steps > rows_
                       ? static_cast<double>(even_steps) / even_seconds
                       : static_cast<double>(known.back() - known.front()) / std::max(all_seconds, 1e-9);
    look.age_seconds = window.inference->seconds - time_of(known.back());
    look.defect = DefectOf(look);
    return look;
  }

  Defect DefectOf(const Look& look) const {
    const double window_seconds = static_cast<double>(rows_) / rate_;
    if (static_cast<double>(look.repeats) > kMostRepeats * static_cast<double>(rows_)) return Defect::kRepeats;
    if (contract_.sensor_use.rate_hz > 0 && std::abs(look.rate_hz / rate_ - 1) > contract_.rate_tolerance) {
      return Defect::kRate;
    }
    if (contract_.sensor_use.rate_hz > 0 && look.gap_seconds * rate_ > kGap) return Defect::kGaps;
    if (look.age_seconds > std::max(1.0, window_seconds / 2)) return Defect::kOld;
    return Defect::kNone;
  }

  const Look& FirstWith(Defect defect) const {
    return *std::find_if(looks_.begin(), looks_.end(), [defect](const Look& look) { return look.defect == defect; });
  }

  Finding Describe(Defect defect) const {
    const Look& look = FirstWith(defect);
    const std::string asked =
        fmt::format("{} readings at {:g} Hz, {:.2f} s", rows_, rate_, static_cast<double>(rows_) / rate_);
    Finding finding;
    switch (defect) {
      case Defect::kFilling:
        finding =
            SemanticsFault("window", "input_rate_or_window",
                           fmt::format("{} of {} rows of the window are never filled", look.unknown.size(), rows_));
        finding.counterexample = {asked, fmt::format("{} readings", rows_),
                                  fmt::format("{} readings", rows_ - look.unknown.size())};
        finding.next = fmt::format("fill all {} rows before each inference", rows_);
        return finding;
      case Defect::kRate:
        finding =
            SemanticsFault("window-rate", "input_rate_or_window",
                           fmt::format("the window is sampled at {:.1f} Hz instead of {:g} Hz", look.rate_hz, rate_));
        finding.counterexample = {asked, fmt::format("{:g} Hz", rate_), fmt::format("{:.1f} Hz", look.rate_hz)};
        finding.next = fmt::format("take a reading every {:.0f} ms", 1000 / rate_);
        return finding;
      case Defect::kGaps:
        finding = SemanticsFault("window-gap", "input_rate_or_window", "readings are missing inside the window");
        finding.counterexample = {asked, fmt::format("{:.0f} ms between two rows", 1000 / rate_),
                                  fmt::format("{:.0f} ms", 1000 * look.gap_seconds)};
        finding.next = "go on reading while the window fills, and empty it where reading was interrupted";
        return finding;
      case Defect::kRepeats:
        finding = SemanticsFault("window-repeats", "input_rate_or_window",
                                 fmt::format("{} of {} rows repeat the reading before", look.repeats, rows_));
        finding.counterexample = {asked, "a new reading in each row", fmt::format("{} repeated", look.repeats)};
        finding.next = fmt::format("read once for each row, after {}", contract_.sensor->available);
        return finding;
      case Defect::kOld:
        finding = SemanticsFault("window-old", "stale_result", "the window ends long before the inference");
        finding.counterexample = {asked, "the newest row just read", fmt::format("{:.1f} s old", look.age_seconds)};
        finding.next = "run the inference as soon as the window is full";
        return finding;
      case Defect::kNone:
      case Defect::kValues:
        break;
    }
    return DescribeValues();
  }

  Finding DescribeValues() const {
    std::vector<WindowView> wrong;
    for (std::size_t i = 0; i < windows_.size(); ++i) {
      if (looks_[i].defect == Defect::kValues) wrong.push_back(windows_[i]);
    }
    Finding finding = ExplainWindows(contract_, wrong);
    const WindowView& shown = wrong.front();
    const SensorText text(contract_);
    finding.counterexample = {"the newest reading, in the last row", text.Show(shown.track.features.back()),
                              text.Show(shown.rows.back())};
    std::vector<std::string> rules;
    for (const FeatureRule& rule : contract_.features) rules.push_back(rule.feature + " = " + rule.expression);
    finding.next =
        fmt::format("fill the input tensor reading by reading, oldest first, each with {}", fmt::join(rules, ", "));
    return finding;
  }

  /// Values of the features, by name.
  class SensorText {
   public:
    explicit SensorText(const Contract& contract) : contract_(contract) {}
    std::string Show(const std::vector<double>& features) const {
      std::vector<std::string> texts;
      for (std::size_t i = 0; i < features.size(); ++i) {
        texts.push_back(fmt::format("{}={:.4g}", contract_.features[i].feature, features[i]));
      }
      return fmt::format("{}", fmt::join(texts, " "));
    }

   private:
    const Contract& contract_;
  };

  const Contract& contract_;
  double rate_;
  std::size_t rows_;
  RowRule rule_;
  std::vector<WindowView> windows_;
  std::vector<Look> looks_;
};

}  // namespace

std::optional<Finding> CheckWindows(const Contract& contract, const Observation& seen) {
  return Judgement(contract, seen).Find();
}

}  // namespace autopilot
