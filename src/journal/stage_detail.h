#pragma once

/// What a stage's row in the journal holds beside its totals (`StageRecord::detail`). Written by the
/// engine, read by reports; format: docs/formats/journal.md, "Stage detail".

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/status.h"
#include "finding/finding.h"

namespace autopilot {

/// One thing that a stage had to decide, and who did.
struct DecisionRecord {
  std::string step;
  std::string decided_by;  ///< "facts", "model", "repair", "reference", "tool".
  std::string choice;      ///< In words, JSON or code.
  std::string reason;
  int attempts = 0;
};

/// One object shown to the sketch on the twin.
struct ChartSample {
  int truth = -1;                ///< Index into ChartData::labels; -1 unknown.
  int reported = -1;             ///< Index into ChartData::labels; -1 nothing, or nothing clear.
  double brightness = 0;         ///< 0 where the sensor has none.
  std::vector<double> expected;  ///< By feature, from the contract's rule.
  std::vector<double> tensor;    ///< By feature, as the sketch left it at Invoke; empty without one.
  double seconds = 0;            ///< Virtual time of the report.
};

struct ChartData {
  std::vector<std::string> labels;
  std::vector<std::string> features;
  std::vector<ChartSample> samples;
};

/// Tested samples by true class (row) and answer (column).
struct ConfusionData {
  std::vector<std::string> labels;
  std::vector<std::vector<int>> counts;
};

struct StageDetail {
  std::vector<std::string> artifacts;  ///< Absolute paths.
  std::vector<std::string> reference_pieces;
  std::vector<std::string> repaired_pieces;
  double model_share = -1;  ///< 0..1; negative where it means nothing.
  std::vector<DecisionRecord> decisions;
  std::map<std::string, double> measures;
  std::optional<Verdict> verdict;  ///< The stage's own, with findings and gates.
  ChartData chart;
  ConfusionData confusion;
  std::string source_file;  ///< Name of the text that `verdict` is about, "fruit.ino".
  std::string source_text;
  std::optional<bool> paper_accepted;  ///< By the published study's rule, under its own protocol.
};

/// The JSON text for `StageRecord::detail`.
std::string ToText(const StageDetail& detail);

/// Keys that are absent keep their default, so older rows stay readable; an empty text is an empty
/// detail. kBadInput for text that is no JSON object or holds values of the wrong type.
Result<StageDetail> ParseStageDetail(const std::string& text);

}  // namespace autopilot
