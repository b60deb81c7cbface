#include "gate/judge.h"

#include <chrono>

#include "gate/behaviour_gate.h"
#include "gate/build_gate.h"
#include "gate/lint_gate.h"
#include "gate/resources_gate.h"
#include "gate/second_look.h"
#include "gate/semantics_gate.h"

namespace autopilot {
namespace {

/// After a rejection two questions are left: does it build, and what else did its run show? Where nothing
/// can be said, not even those.
bool StillWorthRunning(const Verdict& verdict, const Case& candidate, std::string_view gate) {
  if (verdict.passed()) return true;
  if (verdict.verdict != VerdictKind::kReject) return false;
  if (verdict.findings.front().rule == "lint/size") return false;
  return gate == "build" || (gate == "semantics" && candidate.trace);
}

void Take(Verdict& verdict, std::string_view gate, const GateAnswer& answer) {
  if (verdict.passed() && answer.verdict != VerdictKind::kPass) {
    verdict.verdict = answer.verdict;
    verdict.gate = gate;
  }
  const bool rejected = verdict.verdict == VerdictKind::kReject && verdict.gate != gate;
  for (const Finding& finding : answer.findings) {
    // What could not be judged because of an earlier fault is no news.
    if (!rejected || gate == "build" || finding.severity == Severity::kError) verdict.findings.push_back(finding);
  }
}

double MillisecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

std::vector<std::unique_ptr<Gate>> SketchGates() {
  std::vector<std::unique_ptr<Gate>> gates;
  gates.push_back(std::make_unique<LintGate>());
  gates.push_back(std::make_unique<BuildGate>());
  gates.push_back(std::make_unique<ResourcesGate>());
  gates.push_back(std::make_unique<BehaviourGate>());
  gates.push_back(std::make_unique<SemanticsGate>());
  return gates;
}

Result<Verdict> JudgeSketch(Case& candidate, const std::vector<std::unique_ptr<Gate>>& gates) {
  Verdict verdict;
  for (const auto& gate : gates) {
    if (!StillWorthRunning(verdict, candidate, gate->name())) continue;
    const auto start = std::chrono::steady_clock::now();
    AUTOPILOT_TRY(answer, gate->Check(candidate));
    verdict.gates.push_back({std::string(gate->name()), answer.verdict, MillisecondsSince(start)});
    Take(verdict, gate->name(), answer);
  }
  if (verdict.verdict == VerdictKind::kReject && candidate.trace) {
    const auto start = std::chrono::steady_clock::now();
    const auto behind = LookBehind(candidate, verdict.findings);
    // The verdict stands without it.
    if (!behind && behind.error().kind == ErrorKind::kInterrupted) return Fail(behind.error());
    if (behind) verdict.findings.insert(verdict.findings.end(), behind->begin(), behind->end());
    verdict.gates.back().ms += MillisecondsSince(start);
  }
  for (Finding& finding : verdict.findings) candidate.causes.Complete(finding);
  if (candidate.build && candidate.build->builds_known) verdict.builds = candidate.build->builds ? 1 : 0;
  if (const Finding* first = verdict.passed() ? nullptr : verdict.FirstError()) {
    verdict.root_cause = first->root_cause;
    verdict.paper_category = first->paper_category;
  }
  verdict.metrics = candidate.metrics;
  return verdict;
}

}  // namespace autopilot
