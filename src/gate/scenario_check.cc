#include "gate/scenario_check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "gate/fault.h"
#include "gate/run_plan.h"
#include "gate/stretch.h"
#include "gate/window_view.h"

namespace autopilot {
namespace {

using Steps = std::vector<BehaviourStep>;

Finding Unmet(const Behaviour& wish, const std::string& story, const Expectation& expected, std::string got) {
  Finding finding =
      SemanticsFault("behaviour", "behaviour_not_met", fmt::format("the wish \"{}\" is not met", wish.text),
                     "see [[behaviour]] in app.toml: what is given, what is expected");
  finding.counterexample = {story, expected.words, std::move(got)};
  return finding;
}

Finding NotShown(const Behaviour& wish, const std::string& what) {
  Finding finding = SemanticsFault("behaviour-unseen", "", fmt::format("\"{}\": {}", wish.text, what));
  finding.severity = Severity::kWarning;
  return finding;
}

/// The story up to and with step `last`, in words.
std::string Story(const Steps& steps, std::size_t last) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i <= last; ++i) words.push_back(steps[i].words);
  return fmt::format("{}", fmt::join(words, ", "));
}

/// Something that the sketch answered with `label` in the usual run, another one each time it is asked for.
std::optional<Stimulus> Exhibit(const Case& candidate, int label, std::size_t turn) {
  // What the data calls by that name is what a user would show; other rows may be near the edge.
  std::vector<const Stimulus*> named;
  std::vector<const Stimulus*> others;
  for (const SampleResult& sample : candidate.samples) {
    if (sample.model_label != label || sample.stimulus >= candidate.stimuli.size()) continue;
    const Stimulus& stimulus = candidate.stimuli[sample.stimulus];
    (stimulus.label == label ? named : others).push_back(&stimulus);
  }
  const std::vector<const Stimulus*>& fitting = named.empty() ? others : named;
  if (fitting.empty()) return std::nullopt;
  return *fitting[turn % fitting.size()];
}

/// What is shown, and which of it each step is; nothing for a pause.
struct Scenario {
  std::vector<Stimulus> stimuli;
  std::vector<std::optional<std::size_t>> of_step;
};

/// How a check is shown: other objects, or each for longer, where a sketch or a network needs that.
struct Manner {
  std::size_t turn = 0;
  double patience = 1;
};

/// Some window shall hold nothing else, whenever it begins: the movement is made twice. Returns for how long the hand
/// rests before it, so that no window holds two movements.
double Repeat(const Contract& contract, Stimulus& recording) {
  const std::vector<double> once = recording.samples;
  recording.samples.insert(recording.samples.end(), once.begin(), once.end());
  return 1.25 * contract.sensor_use.window / WindowRate(contract);
}

std::optional<Scenario> Arrange(const Case& candidate, const Steps& steps, double usual_gap, const Manner& manner) {
  Scenario scenario;
  double pause = 0;
  for (const BehaviourStep& step : steps) {
    if (step.kind != BehaviourStep::Kind::kAnswer) {
      pause += step.seconds;
      scenario.of_step.emplace_back();
      continue;
    }
    std::optional<Stimulus> shown = Exhibit(candidate, step.label, scenario.stimuli.size() + manner.turn);
    if (!shown) return std::nullopt;
    if (shown->IsRecording()) {
      pause = std::max(pause, Repeat(candidate.contract, *shown));
    } else {
      shown->hold_seconds = step.seconds * manner.patience;
    }
    shown->rest_seconds = std::max(usual_gap, pause);
    scenario.of_step.emplace_back(scenario.stimuli.size());
    scenario.stimuli.push_back(std::move(*shown));
    pause = 0;
  }
  if (scenario.stimuli.empty()) return std::nullopt;
  if (pause > 0) {  // Somebody comes at its end.
    scenario.stimuli.push_back(scenario.stimuli.front());
    scenario.stimuli.back().rest_seconds = pause;
  }
  return scenario;
}

/// Where in the trace each stimulus comes and goes.
struct Shown {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::vector<Shown> WhenShown(const Trace& trace) {
  std::vector<Shown> shown;
  for (std::size_t i = 0; i < trace.events.size(); ++i) {
    const TraceEvent& event = trace.events[i];
    if (event.kind != EventKind::kStimulus) continue;
    if (event.index >= 0) {
      shown.push_back({i, trace.events.size()});
    } else if (!shown.empty() && shown.back().end == trace.events.size()) {
      shown.back().end = i;
    }
  }
  return shown;
}

/// The class that the network answered with; nothing where the event is no answer.
std::optional<std::size_t> AnswerOf(const TraceEvent& event) {
  if (event.kind != EventKind::kInvoke || event.output.empty()) return std::nullopt;
  return LargestIndex(event.output);
}

/// The last answer before an event.
std::optional<std::size_t> AnswerBefore(const Trace& trace, std::size_t event) {
  while (event > 0) {
    if (const auto answer = AnswerOf(trace.events[--event])) return answer;
  }
  return std::nullopt;
}

/// Where in the trace a step's expectations must come true.
struct Part {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool wavered =
      false;  ///< Something else was seen for a moment, as while a movement begins; it may have consequences.
};

Part PauseBefore(const Trace& trace, const std::vector<Shown>& shown, std::size_t stimulus) {
  return {stimulus > 0 ? shown[stimulus - 1].end : 0,
          stimulus < shown.size() ? shown[stimulus].begin : trace.events.size()};
}

/// The part in which `label` is answered to what is shown as `span`; nothing where the network answered otherwise. An
/// object is judged while it is still there. A recording is answered when a window is full of it, which may be after
/// it.
std::optional<Part> PartOf(const Trace& trace, const Shown& span, std::size_t next, bool recording, std::size_t label) {
  const std::size_t last = recording ? next : span.end;
  const std::optional<std::size_t> idle = AnswerBefore(trace, span.begin);
  std::vector<std::pair<std::size_t, std::size_t>> answers;  // Event and class.
  for (std::size_t i = span.begin; i < last; ++i) {
    if (const auto answer = AnswerOf(trace.events[i])) answers.emplace_back(i, *answer);
  }
  Part part{span.begin, span.end, false};
  std::optional<std::size_t> answered;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const std::size_t answer = answers[i].second;
    const bool again = i > 0 && answers[i - 1].second == answer;
    if (answer == label) {
      answered = answers[i].first;
    } else if (!recording || (again && answer != idle)) {
      return std::nullopt;
    } else if (answer != idle) {
      part.wavered = true;
    }
  }
  if (!answered) return std::nullopt;
  if (!recording) return part;
  part.end = *answered + 1;
  while (part.end < next && trace.events[part.end].kind != EventKind::kInvoke) ++part.end;
  return part;
}

/// The part of step `step`; nothing where it could not be shown.
std::optional<Part> PartOfStep(const Trace& trace, const std::vector<Shown>& shown, const Scenario& scenario,
                               const Steps& steps, std::size_t step) {
  const std::optional<std::size_t> stimulus = scenario.of_step[step];
  if (!stimulus) {
    std::size_t seen = 0;
    for (std::size_t i = 0; i < step; ++i) seen += scenario.of_step[i].has_value() ? 1 : 0;
    return seen <= shown.size() ? std::optional(PauseBefore(trace, shown, seen)) : std::nullopt;
  }
  if (*stimulus >= shown.size()) return std::nullopt;
  const std::size_t next = *stimulus + 1 < shown.size() ? shown[*stimulus + 1].begin : trace.events.size();
  return PartOf(trace, shown[*stimulus], next, scenario.stimuli[*stimulus].IsRecording(),
                static_cast<std::size_t>(steps[step].label));
}

/// One showing of a check. `unseen` is set where a step could not be shown.
Result<std::optional<Finding>> ShowOnce(const Case& candidate, const Behaviour& wish, const Steps& steps,
                                        const RunOptions& options, const Scenario& scenario, bool& unseen) {
  AUTOPILOT_TRY(trace,
                candidate.twin.Run(*candidate.build, candidate.contract, scenario.stimuli, options, candidate.folder));
  const std::vector<Shown> shown = WhenShown(trace);
  bool wavered = false;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto part = PartOfStep(trace, shown, scenario, steps, i);
    if (!part) {
      unseen = true;
      return std::optional(NotShown(wish, fmt::format("step {}, \"{}\", could not be shown", i + 1, steps[i].words)));
    }
    wavered = wavered || part->wavered;
    const Stretch stretch = StretchOf(trace, part->begin, part->end);
    for (const Expectation& expectation : steps[i].expect) {
      std::string got = Refutation(expectation, candidate.contract, stretch);
      if (got.empty()) continue;
      if (!wavered) return std::optional(Unmet(wish, Story(steps, i), expectation, std::move(got)));
      unseen = true;
      return std::optional(
          NotShown(wish, fmt::format("up to step {}, \"{}\", the network's answers wavered, and then: {}", i + 1,
                                     steps[i].words, got)));
    }
  }
  return std::optional<Finding>();
}

Result<std::optional<Finding>> CheckShown(const Case& candidate, const Behaviour& wish, const Steps& steps) {
  constexpr Manner kManners[] = {{0, 1}, {1, 1}, {2, 1}, {3, 1}, {4, 1}, {5, 1}, {0, 5}};
  RunOptions options;
  if (!candidate.contract.application.monitor) options.boot_monitor_seconds = -1;
  options = PlanRun(candidate.contract, options);
  std::optional<Finding> finding;
  for (const Manner& manner : kManners) {
    const auto scenario = Arrange(candidate, steps, options.gap_seconds, manner);
    if (!scenario) {
      return std::optional(NotShown(wish, "nothing of the data set is answered with one of the labels of its check"));
    }
    bool unseen = false;
    AUTOPILOT_TRY(seen, ShowOnce(candidate, wish, steps, options, *scenario, unseen));
    finding = std::move(seen);
    if (!unseen) break;
  }
  return finding;
}

/// The network's number, real.
double ValueOf(const TraceEvent& event, const TensorFacts& output) {
  if (event.output.empty()) return std::numeric_limits<double>::quiet_NaN();
  return output.scale == 0 ? event.output[0] : (event.output[0] - output.zero_point) * output.scale;
}

/// What was pinned to a number, wherever the sketch answered about that number.
std::optional<Finding> CheckNumbers(const Case& candidate, const Behaviour& wish, const Steps& steps) {
  constexpr double kNear = 0.03;  // Of the number, or as it is below one.
  const std::vector<TraceEvent>& events = candidate.trace->events;
  for (const BehaviourStep& step : steps) {
    if (step.kind != BehaviourStep::Kind::kValue) continue;
    bool met = false;
    for (std::size_t i = 0; i < events.size(); ++i) {
      if (events[i].kind != EventKind::kInvoke) continue;
      const double value = ValueOf(events[i], candidate.contract.tflite->output);
      if (!(std::abs(value - step.value) <= kNear * std::max(1.0, std::abs(step.value)))) continue;
      std::size_t end = i + 1;
      while (end < events.size() && events[end].kind != EventKind::kInvoke) ++end;
      if (end == events.size()) break;  // The run may have ended before the sketch could do anything.
      met = true;
      const Stretch stretch = StretchOf(*candidate.trace, i, end);
      for (const Expectation& expectation : step.expect) {
        if (expectation.kind != Expectation::Kind::kOn && expectation.kind != Expectation::Kind::kOff) continue;
        std::string got = Refutation(expectation, candidate.contract, stretch);
        if (!got.empty()) return Unmet(wish, fmt::format("the answer {:.4f}", value), expectation, std::move(got));
      }
    }
    if (!met) return NotShown(wish, fmt::format("the network never answered with about {:g}", step.value));
  }
  return std::nullopt;
}

}  // namespace

Result<std::vector<Finding>> CheckScenarios(const Case& candidate) {
  std::vector<Finding> findings;
  AUTOPILOT_TRY(checks, candidate.contract.BehaviourSteps());
  for (std::size_t i = 0; i < checks.size(); ++i) {
    const Behaviour& wish = candidate.contract.application.behaviours[i];
    std::optional<Finding> finding;
    if (checks[i].empty()) {
      finding = NotShown(wish, "it has no check in app.toml (given and expect), so nobody looked");
      finding->severity = Severity::kNote;
    } else if (candidate.contract.application.report == "number") {
      finding = CheckNumbers(candidate, wish, checks[i]);
    } else {
      AUTOPILOT_TRY(seen, CheckShown(candidate, wish, checks[i]));
      finding = std::move(seen);
    }
    if (finding) findings.push_back(std::move(*finding));
  }
  return findings;
}

}  // namespace autopilot
