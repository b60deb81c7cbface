#include "gate/window_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "gate/window_cause.h"
#include "gate/window_view.h"

namespace autopilot {
namespace {

/// Windows that are compared, spread over the run.
constexpr std::size_t kJudged = 16;

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

enum class Defect { kNone, kValues, kRate, kGaps, kRepeats, kOld };

/// One window against the readings before it.
struct Look {
  Defect defect = Defect::kValues;
  double rate_hz = 0;
  double gap_seconds = 0;
  double age_seconds = 0;  ///< Of its newest row at the inference.
  std::size_t repeats = 0;
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
    for (const Inference* inference : Chosen(seen)) windows_.push_back(ViewWindow(contract, all, seen, *inference));
    std::erase_if(windows_, [](const WindowView& window) { return window.rows.empty() || window.track.size() == 0; });
  }

  std::optional<Finding> Find() {
    if (windows_.empty()) {
      Finding finding = Fault("input-unknown", "", "no inference follows a window of readings");
      finding.severity = Severity::kWarning;
      return finding;
    }
    LookAtAll();
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
  static Finding Fault(const std::string& rule, const std::string& cause, const std::string& message) {
    Finding finding;
    finding.rule = "semantics/" + rule;
    finding.root_cause = cause;
    finding.message = message;
    return finding;
  }

  /// Inferences with a tensor in the trace, after the time that filling the first window takes.
  std::vector<const Inference*> Chosen(const Observation& seen) const {
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
    if (!late.empty()) known = std::move(late);
    std::vector<const Inference*> chosen;
    const std::size_t count = std::min(known.size(), kJudged);
    for (std::size_t i = 0; i < count; ++i) chosen.push_back(known[known.size() * (2 * i + 1) / (2 * count)]);
    return chosen;
  }

  /// How a sketch makes rows of readings: exactly or rounded, and of how many each is the mean.
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

  std::optional<Habit> HabitOf(const WindowView& window) const {
    for (const auto align : {AlignExactRows, AlignRows}) {
      for (std::size_t count = 1; count <= kMostAveraged; ++count) {
        if (align(window.rows, Averaged(window.track, count), rule_).share() >= kRows) return Habit{align, count};
      }
    }
    return std::nullopt;
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
      if (match.reading[row] != WindowMatch::kNone) known.push_back(row);
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
      case Defect::kRate:
        finding = Fault("window-rate", "input_rate_or_window",
                        fmt::format("the window is sampled at {:.1f} Hz instead of {:g} Hz", look.rate_hz, rate_));
        finding.counterexample = {asked, fmt::format("{:g} Hz", rate_), fmt::format("{:.1f} Hz", look.rate_hz)};
        finding.next = fmt::format("take a reading every {:.0f} ms", 1000 / rate_);
        return finding;
      case Defect::kGaps:
        finding = Fault("window-gap", "input_rate_or_window", "readings are missing inside the window");
        finding.counterexample = {asked, fmt::format("{:.0f} ms between two rows", 1000 / rate_),
                                  fmt::format("{:.0f} ms", 1000 * look.gap_seconds)};
        finding.next = "go on reading while the window fills, and empty it where reading was interrupted";
        return finding;
      case Defect::kRepeats:
        finding = Fault("window-repeats", "input_rate_or_window",
                        fmt::format("{} of {} rows repeat the reading before", look.repeats, rows_));
        finding.counterexample = {asked, "a new reading in each row", fmt::format("{} repeated", look.repeats)};
        finding.next = fmt::format("read once for each row, after {}", contract_.sensor->available);
        return finding;
      case Defect::kOld:
        finding = Fault("window-old", "stale_result", "the window ends long before the inference");
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
