#include "engine/stage_record.h"

#include "core/files.h"
#include "journal/stage_detail.h"

namespace autopilot {

std::string DetailText(const StageResult& result, const Contract& contract) {
  StageDetail detail;
  for (const auto& artifact : result.artifacts) {
    detail.artifacts.push_back(artifact.string());
    if (artifact.extension() != ".ino") continue;
    detail.source_file = artifact.filename().string();
    if (auto text = ReadFile(artifact)) detail.source_text = std::move(*text);
  }
  detail.reference_pieces = result.reference_pieces;
  detail.repaired_pieces = result.repaired_pieces;
  detail.model_share = result.stage == "sg" ? result.model_share : -1;
  detail.measures = result.measures;
  detail.verdict = result.verdict;
  detail.confusion = result.confusion;
  detail.paper_accepted = result.paper_accepted;
  for (const Decision& decision : result.decisions) {
    detail.decisions.push_back(
        {decision.step, decision.decided_by, decision.choice, decision.reason, decision.attempts});
  }
  if (!result.samples.empty()) {
    detail.chart.labels = contract.application.labels;
    detail.chart.features = contract.application.features;
    for (const SampleResult& sample : result.samples) {
      detail.chart.samples.push_back({sample.true_label, sample.reported_label, sample.brightness,
                                      sample.expected_input, sample.input, sample.seconds});
    }
  }
  return ToText(detail);
}

std::string DetailText(const Error& error) {
  Finding finding;
  finding.rule = error.kind == ErrorKind::kBudget ? "run/budget" : "run/stopped";
  finding.message = error.message;
  finding.file = error.file;
  finding.line = error.line;
  finding.next = error.cure;
  StageDetail detail;
  detail.verdict.emplace();
  detail.verdict->verdict = error.kind == ErrorKind::kBudget ? VerdictKind::kBudget : VerdictKind::kInfrastructure;
  detail.verdict->findings.push_back(std::move(finding));
  return ToText(detail);
}

}  // namespace autopilot
