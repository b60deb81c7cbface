#include "gate/semantics_gate.h"

#include <algorithm>

#include "gate/observation.h"
#include "gate/scenario_check.h"
#include "gate/unjudged.h"

namespace autopilot {
namespace {

double Accuracy(const std::vector<SampleResult>& samples) {
  int known = 0;
  int right = 0;
  for (const SampleResult& sample : samples) {
    if (sample.true_label < 0) continue;
    ++known;
    right += sample.reported_label == sample.true_label;
  }
  return known == 0 ? -1 : static_cast<double>(right) / known;
}

bool Any(const std::vector<Finding>& findings, Severity severity) {
  return std::any_of(findings.begin(), findings.end(),
                     [severity](const Finding& finding) { return finding.severity == severity; });
}

}  // namespace

Result<GateAnswer> SemanticsGate::Check(Case& candidate) const {
  GateAnswer answer;
  candidate.metrics.accuracy = Accuracy(candidate.samples);
  answer.findings = candidate.semantics;
  const bool open = InputIsOpen(candidate.contract) || ReportIsOpen(candidate.contract);
  if (open) {
    const std::vector<Finding> notes = Unjudged(candidate.contract, Observe(*candidate.trace, candidate.contract));
    answer.findings.insert(answer.findings.end(), notes.begin(), notes.end());
  }
  if (!open && !Any(answer.findings, Severity::kError)) {
    AUTOPILOT_TRY(unmet, CheckScenarios(candidate));
    answer.findings.insert(answer.findings.end(), unmet.begin(), unmet.end());
  }
  if (Any(answer.findings, Severity::kError)) {
    answer.verdict = VerdictKind::kReject;
  } else if (open || Any(answer.findings, Severity::kWarning)) {
    answer.verdict = VerdictKind::kInconclusive;
  }
  return answer;
}

}  // namespace autopilot
