#include "gate/coverage_check.h"

#include <fmt/format.h>

#include <map>
#include <set>

namespace autopilot {
namespace {

constexpr double kEnough = 0.95;

struct Level {
  int shown = 0;
  int answered = 0;
  bool full() const { return answered >= kEnough * shown; }
};

/// The brightness from which on every object is answered; nothing where that holds of none or of all.
std::optional<double> Threshold(const std::map<double, Level>& levels) {
  std::optional<double> from;
  for (auto level = levels.rbegin(); level != levels.rend() && level->second.full(); ++level) from = level->first;
  if (!from || *from == levels.begin()->first) return std::nullopt;
  return from;
}

}  // namespace

std::optional<Finding> CheckCoverage(const Contract& contract, const Observation& seen,
                                     const std::vector<Stimulus>& stimuli) {
  if (!contract.sensor) return std::nullopt;
  const std::vector<std::size_t> settled = seen.Settled();
  if (static_cast<double>(settled.size()) >= kEnough * seen.shown) return std::nullopt;

  std::set<std::size_t> answered;
  for (std::size_t index : settled) answered.insert(static_cast<std::size_t>(seen.inferences[index].stimulus));
  std::map<double, Level> levels;
  for (std::size_t i = 0; i < stimuli.size() && i < static_cast<std::size_t>(seen.shown); ++i) {
    Level& level = levels[stimuli[i].brightness];
    ++level.shown;
    level.answered += answered.contains(i) ? 1 : 0;
  }
  Finding finding;
  finding.rule = "semantics/coverage";
  // Dark ones are shown first, so nobody who has merely stopped looks like that.
  if (const auto threshold = Threshold(levels); threshold && seen.shown == static_cast<int>(stimuli.size())) {
    finding.severity = Severity::kNote;
    finding.message = fmt::format("objects darker than {:g} counts in all are not classified", *threshold);
    return finding;
  }
  finding.message = fmt::format("only {} of {} shown objects are followed by an inference", settled.size(), seen.shown);
  finding.counterexample = {"an object before the sensor", "an inference on its reading", "none"};
  finding.next = "read the sensor and run the inference in every turn of loop()";
  const bool stopped = seen.last_inference_seconds < 0.75 * seen.end_seconds;
  if (stopped) {
    finding.root_cause = "stale_result";
  } else {
    finding.severity = Severity::kWarning;
    finding.message += ": the sketch is too slow to be judged";
  }
  return finding;
}

}  // namespace autopilot
