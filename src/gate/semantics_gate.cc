#include "gate/semantics_gate.h"

#include <algorithm>

#include "gate/input_check.h"
#include "gate/observation.h"
#include "gate/report_check.h"
#include "gate/report_reader.h"

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

}  // namespace

Result<GateAnswer> SemanticsGate::Check(Case& candidate) const {
  const Contract& contract = candidate.contract;
  const Observation seen = Observe(*candidate.trace, contract);
  GateAnswer answer;
  if (auto finding = CheckInput(contract, seen)) answer.findings.push_back(std::move(*finding));
  if (contract.application.report == "number") {
    if (auto finding = CheckNumberReport(contract, seen)) answer.findings.push_back(std::move(*finding));
  } else {
    const ReportReader reader(contract.application.labels, contract.class_words);
    candidate.samples = ReadSamples(contract, seen, candidate.stimuli, reader);
    candidate.metrics.accuracy = Accuracy(candidate.samples);
    if (auto finding = CheckReport(contract, seen, candidate.samples)) {
      answer.findings.push_back(std::move(*finding));
    }
  }
  const bool wrong = std::any_of(answer.findings.begin(), answer.findings.end(),
                                 [](const Finding& finding) { return finding.severity == Severity::kError; });
  if (wrong) {
    answer.verdict = VerdictKind::kReject;
  } else if (!answer.findings.empty()) {
    answer.verdict = VerdictKind::kInconclusive;
  }
  return answer;
}

}  // namespace autopilot
