#include "gate/run_judgement.h"

#include <algorithm>

#include "gate/run_plan.h"
#include "gate/semantics_check.h"
#include "gate/stop_check.h"
#include "gate/work_check.h"

namespace autopilot {
namespace {

Result<RunJudgement> RunOnce(const Case& candidate, const RunOptions& options, std::vector<Stimulus> stimuli) {
  RunJudgement run;
  run.stimuli = std::move(stimuli);
  AUTOPILOT_TRY(trace, candidate.twin.Run(*candidate.build, candidate.contract, run.stimuli,
                                          PlanRun(candidate.contract, options), candidate.folder));
  run.trace = std::move(trace);
  run.seen = Observe(run.trace, candidate.contract);
  run.behaviour = CheckStops(candidate, run.trace, run.seen);
  const bool stopped = !run.behaviour.empty();
  if (!stopped) run.behaviour = CheckWork(candidate, run.trace, run.seen, run.stimuli);
  const bool silent = std::any_of(run.behaviour.begin(), run.behaviour.end(),
                                  [](const Finding& finding) { return finding.root_cause == "never_reports"; });
  SemanticsAnswer semantics = CheckSemantics(candidate, run.seen, run.stimuli, stopped || silent);
  run.semantics = std::move(semantics.findings);
  run.samples = std::move(semantics.samples);
  return run;
}

bool IsNote(const Finding& finding) { return finding.severity == Severity::kNote; }

bool Has(const RunJudgement& run, Severity severity) {
  const auto is = [severity](const Finding& finding) { return finding.severity == severity; };
  return std::any_of(run.behaviour.begin(), run.behaviour.end(), is) ||
         std::any_of(run.semantics.begin(), run.semantics.end(), is);
}

/// Neither right nor wrong.
bool IsOpen(const RunJudgement& run) { return Has(run, Severity::kWarning) && !Has(run, Severity::kError); }

/// Faults that more patience could dissolve.
bool MayBeSlow(const RunJudgement& run) {
  if (run.trace.end != RunEnd::kCompleted || !run.trace.setup_returned) return false;
  const auto worth = [](const Finding& finding) {
    return !IsNote(finding) && finding.root_cause != "sensor_not_started" && finding.root_cause != "stack_overflow" &&
           finding.root_cause != "heap_growth" && finding.root_cause != "no_sensor_read";
  };
  if (!std::all_of(run.behaviour.begin(), run.behaviour.end(), worth)) return false;
  return std::any_of(run.behaviour.begin(), run.behaviour.end(), worth) ||
         std::any_of(run.semantics.begin(), run.semantics.end(), worth);
}

/// Every third object of each brightness, all classes in turn.
std::vector<Stimulus> Fewer(const std::vector<Stimulus>& stimuli, std::size_t classes) {
  constexpr std::size_t kTurns = 4;
  std::vector<Stimulus> fewer;
  std::size_t of_level = 0;
  for (std::size_t i = 0; i < stimuli.size(); ++i) {
    of_level = i > 0 && stimuli[i].brightness == stimuli[i - 1].brightness ? of_level + 1 : 0;
    if (of_level < kTurns * std::max<std::size_t>(classes, 1)) fewer.push_back(stimuli[i]);
  }
  return fewer;
}

}  // namespace

Result<RunJudgement> RunAndJudge(const Case& candidate, const RunOptions& options) {
  AUTOPILOT_TRY(run, RunOnce(candidate, options, candidate.stimuli));
  if (KindOf(candidate.contract) != InputKind::kObjects || !MayBeSlow(run)) return run;
  RunOptions patient = options;
  patient.min_hold_seconds = 6;
  patient.max_hold_seconds = 30;
  patient.gap_seconds = 1;
  patient.virtual_seconds_limit = 1800;
  AUTOPILOT_TRY(again, RunOnce(candidate, patient, Fewer(candidate.stimuli, candidate.contract.data.classes.size())));
  const bool clean = !Has(again, Severity::kError) && !Has(again, Severity::kWarning);
  return clean || (IsOpen(run) && !IsOpen(again)) ? std::move(again) : std::move(run);
}

}  // namespace autopilot
