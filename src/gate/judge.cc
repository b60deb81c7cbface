#include "gate/judge.h"

#include <chrono>

#include "gate/behaviour_gate.h"
#include "gate/build_gate.h"
#include "gate/lint_gate.h"
#include "gate/resources_gate.h"
#include "gate/semantics_gate.h"

namespace autopilot {
namespace {

/// After a rejection only the question "does it build?" is left; where nothing can be said, not even that.
bool StillWorthRunning(const Verdict& verdict, std::string_view gate) {
  return verdict.passed() || (verdict.verdict == VerdictKind::kReject && gate == "build");
}

void Take(Verdict& verdict, std::string_view gate, const GateAnswer& answer) {
  if (verdict.passed() && answer.verdict != VerdictKind::kPass) {
    verdict.verdict = answer.verdict;
    verdict.gate = gate;
  }
  verdict.findings.insert(verdict.findings.end(), answer.findings.begin(), answer.findings.end());
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
    if (!StillWorthRunning(verdict, gate->name())) continue;
    const auto start = std::chrono::steady_clock::now();
    AUTOPILOT_TRY(answer, gate->Check(candidate));
    const std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - start;
    for (Finding& finding : answer.findings) candidate.causes.Complete(finding);
    verdict.gates.push_back({std::string(gate->name()), answer.verdict, elapsed.count()});
    Take(verdict, gate->name(), answer);
  }
  if (candidate.build && candidate.build->builds_known) verdict.builds = candidate.build->builds ? 1 : 0;
  if (const Finding* first = verdict.passed() ? nullptr : verdict.FirstError()) {
    verdict.root_cause = first->root_cause;
    verdict.paper_category = first->paper_category;
  }
  verdict.metrics = candidate.metrics;
  return verdict;
}

}  // namespace autopilot
