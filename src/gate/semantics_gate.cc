#include "gate/semantics_gate.h"

#include <fmt/format.h>

#include <algorithm>

#include "gate/input_check.h"
#include "gate/observation.h"
#include "gate/report_check.h"
#include "gate/report_reader.h"
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

/// A result is owed for every object shown; who stops, or is too slow to keep up, cannot pass on the first few.
std::optional<Finding> CheckCoverage(const Contract& contract, const Observation& seen) {
  constexpr double kEnough = 0.95;
  if (!contract.sensor) return std::nullopt;
  const std::size_t answered = seen.Settled().size();
  if (static_cast<double>(answered) >= kEnough * seen.shown) return std::nullopt;
  Finding finding;
  finding.rule = "semantics/coverage";
  finding.message = fmt::format("only {} of {} shown objects are followed by an inference", answered, seen.shown);
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

}  // namespace

Result<GateAnswer> SemanticsGate::Check(Case& candidate) const {
  const Contract& contract = candidate.contract;
  const Observation seen = Observe(*candidate.trace, contract);
  GateAnswer answer;
  answer.findings = Unjudged(contract, seen);
  if (!InputIsOpen(contract)) {
    if (auto finding = CheckInput(contract, seen)) answer.findings.push_back(std::move(*finding));
  }
  if (auto finding = CheckCoverage(contract, seen)) answer.findings.push_back(std::move(*finding));
  if (contract.application.report == "number") {
    if (auto finding = CheckNumberReport(contract, seen)) answer.findings.push_back(std::move(*finding));
  } else if (!ReportIsOpen(contract)) {
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
