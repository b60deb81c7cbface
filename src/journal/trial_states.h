#pragma once

/// How far the trials of an experiment are.

#include <filesystem>
#include <string>
#include <vector>

#include "core/status.h"
#include "journal/journal.h"

namespace autopilot {

struct TrialState {
  TrialRecord trial;
  std::string verdict;  ///< Of its run; empty until that has ended.
  bool ended = false;
  double tokens = 0;  ///< Of all its attempts.
  double usd = 0;
};

/// Ordered as the trials' key; empty where there is no journal. Fails as OpenJournalToRead.
Result<std::vector<TrialState>> ReadTrialStates(const std::filesystem::path& journal, const std::string& experiment);

}  // namespace autopilot
