#pragma once

/// What became of the runs of a workspace, by who was asked, by which protocol and for what: so that the next run can
/// be asked in the way that works.

#include <filesystem>
#include <string>
#include <vector>

#include "core/status.h"

namespace autopilot {

struct Score {
  std::string proposer;  ///< "local/qwen2.5-coder-1.5b"
  std::string protocol;  ///< "guided", "whole", "paper"
  std::string stage;     ///< "dp", "train", "mc", "sg"
  std::string step;      ///< "features"; empty: the stage as a whole.
  int runs = 0;
  int won = 0;          ///< Passed, and no piece of it by the tool itself.
  double attempts = 0;  ///< A run, like those below: means.
  double tokens = 0;    ///< Completion tokens.
  double seconds = 0;

  double share() const { return runs == 0 ? 0 : static_cast<double>(won) / runs; }
};

/// Of all runs whose model was asked for something, ordered by stage, step, proposer and protocol; empty where there is
/// no journal. A stage counts once for each run, to the proposer that was asked last; one that ended for want of a
/// server or was interrupted does not count. Fails as OpenJournalToRead.
Result<std::vector<Score>> ReadScores(const std::filesystem::path& journal);

}  // namespace autopilot
