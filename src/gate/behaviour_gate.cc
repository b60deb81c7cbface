#include "gate/behaviour_gate.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/twin_coverage.h"
#include "gate/run_judgement.h"
#include "gate/run_plan.h"
#include "gate/stop_check.h"

namespace autopilot {
namespace {

Finding Remark(std::string rule, Severity severity, std::string message) {
  Finding finding;
  finding.rule = "behaviour/" + std::move(rule);
  finding.severity = severity;
  finding.message = std::move(message);
  return finding;
}

void CheckArena(const Case& candidate, GateAnswer& answer) {
  const Contract& contract = candidate.contract;
  const int declared = candidate.metrics.arena_declared;
  const double upper = contract.arena_need * (1 + contract.library.arena_band);
  if (declared < 0 || declared >= upper || declared < contract.arena_need * (1 - contract.library.arena_band)) return;
  Finding finding = Remark("arena-tight", Severity::kWarning,
                           fmt::format("the tensor arena of {} bytes is within the error of the estimated need of {}",
                                       declared, contract.arena_need));
  finding.root_cause = "arena_too_small";
  finding.next = fmt::format("give the arena at least {} bytes", contract.arena_need * 3 / 2);
  answer.findings.push_back(std::move(finding));
}

}  // namespace

Result<GateAnswer> BehaviourGate::Check(Case& candidate) const {
  GateAnswer answer;
  if (const std::string lack = WhatTwinLacks(candidate.contract.library, *candidate.contract.tflite); !lack.empty()) {
    answer.findings.push_back(Remark("twin", Severity::kWarning, lack));
    answer.findings.back().next = "judge with a model or a library generation that the twin can run";
    answer.verdict = VerdictKind::kInconclusive;
    return answer;
  }
  if (candidate.stimuli.empty()) {
    AUTOPILOT_TRY(stimuli, PlanStimuli(candidate.contract));
    candidate.stimuli = stimuli;
  }
  RunOptions options;
  if (!candidate.contract.application.monitor) options.boot_monitor_seconds = -1;
  AUTOPILOT_TRY(run, RunAndJudge(candidate, options));
  candidate.metrics.inferences = static_cast<int>(run.seen.inferences.size());
  if (candidate.contract.arena_need > 0) candidate.metrics.arena_used = candidate.contract.arena_need;
  candidate.metrics.arena_declared = DeclaredArena(run.trace);
  answer.findings = std::move(run.behaviour);
  if (!answer.findings.empty()) answer.verdict = VerdictKind::kReject;
  candidate.semantics = std::move(run.semantics);
  candidate.samples = std::move(run.samples);
  candidate.trace = std::move(run.trace);
  if (answer.findings.empty()) CheckArena(candidate, answer);
  return answer;
}

}  // namespace autopilot
