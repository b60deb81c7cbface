#pragma once

#include <optional>
#include <string>
#include <vector>

#include "journal/journal.h"
#include "journal/stage_detail.h"

namespace autopilot {

/// One stage as reports show it.
struct StageData {
  StageRecord record;
  StageDetail detail;
  bool finished = true;  ///< False: there are attempts but no row yet; the totals are summed up here.
};

/// Everything that the journal knows about one run.
struct RunData {
  RunRecord run;
  std::string contract;  ///< JSON; empty if the run ended before it was measured.
  std::vector<AttemptRecord> attempts;
  std::vector<StageData> stages;  ///< In the order in which they ran.

  /// The verdict in one word: the run's, or "unfinished".
  std::string verdict() const;
  /// Whether the published study would count the run as a success; nothing for other
  /// protocols than its own, and where a stage came to no end.
  std::optional<bool> paper_accepted() const;
  /// The stage with findings and gates that the run's verdict comes from, or the last that has any; null if none.
  const StageData* deciding() const;
};

/// Reads one run. Decisions that a stage did not write itself (it was interrupted) are taken from
/// the steps. kBadInput for an unknown run or a row that is not as documented.
Result<RunData> LoadRunData(Journal& journal, const std::string& run);

}  // namespace autopilot
