#include "gate/semantics_check.h"

#include <algorithm>
#include <cmath>

#include "gate/coverage_check.h"
#include "gate/input_check.h"
#include "gate/number_report.h"
#include "gate/report_check.h"
#include "gate/report_reader.h"
#include "gate/report_samples.h"
#include "gate/run_plan.h"
#include "gate/sweep_check.h"
#include "gate/unjudged.h"
#include "gate/window_check.h"
#include "gate/window_report.h"

namespace autopilot {
namespace {

void Append(std::vector<Finding>& findings, std::vector<Finding> more) {
  findings.insert(findings.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

std::optional<Finding> CheckInputs(const Contract& contract, const std::string& text, const Observation& seen) {
  switch (KindOf(contract)) {
    case InputKind::kObjects:
      break;
    case InputKind::kWindows:
      return CheckWindows(contract, seen);
    case InputKind::kSweep:
      return CheckSweep(contract, text, seen);
  }
  return CheckInput(contract, text, seen);
}

}  // namespace

SemanticsAnswer CheckSemantics(const Case& candidate, const Observation& seen, const std::vector<Stimulus>& stimuli,
                               bool stopped) {
  const Contract& contract = candidate.contract;
  SemanticsAnswer answer;
  std::vector<Finding> input;
  if (!InputIsOpen(contract)) {
    if (auto finding = CheckInputs(contract, candidate.text, seen)) input.push_back(std::move(*finding));
  }
  std::vector<Finding> report;
  if (contract.application.report == "number") {
    report = CheckNumberReport(contract, candidate.text, seen);
  } else if (!ReportIsOpen(contract)) {
    ReportReader reader(contract.application.labels, contract.class_words);
    reader.LearnLegend(seen.early_lines);
    if (KindOf(contract) == InputKind::kWindows) {
      WindowReports reports = CheckWindowReports(contract, candidate.text, seen, stimuli, reader);
      answer.samples = std::move(reports.samples);
      report = std::move(reports.findings);
    } else {
      std::vector<ReportedSample> judged = ReadSamples(contract, seen, stimuli, reader);
      for (const ReportedSample& sample : judged) answer.samples.push_back(sample.result);
      // Whoever was stopped need not have come to print.
      if (stopped) std::erase_if(judged, [](const ReportedSample& sample) { return sample.result.reported_label < 0; });
      report = CheckReport(contract, candidate.text, seen, judged);
    }
  }
  // An output that is misread is wrong whatever enters.
  const bool misread = std::any_of(report.begin(), report.end(),
                                   [](const Finding& finding) { return finding.root_cause == "output_type"; });
  if (!stopped && KindOf(contract) == InputKind::kObjects) {
    if (auto finding = CheckCoverage(contract, seen, stimuli)) input.push_back(std::move(*finding));
  }
  if (misread) std::swap(input, report);
  Append(answer.findings, std::move(input));
  Append(answer.findings, std::move(report));
  return answer;
}

}  // namespace autopilot
