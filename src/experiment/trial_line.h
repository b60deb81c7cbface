#pragma once

/// How trials go to the processes that run them, and what comes back: one JSON object a line.

#include <string>

#include "core/status.h"
#include "engine/engine.h"

namespace autopilot {

/// What a trial came to. Tokens and money are all that its run has spent, before an interruption too.
struct TrialOutcome {
  std::string verdict;  ///< As the journal has it; empty where `error` says why there is none.
  double tokens = 0;
  double usd = 0;
  std::string why;  ///< Of a run that ended as infrastructure: the reason.
  Status error;     ///< What stops the whole experiment.
};

std::string ToLine(const RunRequest& request);
/// Fails with kInfrastructure for a line that another version wrote.
Result<RunRequest> RequestFrom(const std::string& line);

std::string ToLine(const TrialOutcome& outcome);
Result<TrialOutcome> OutcomeFrom(const std::string& line);

}  // namespace autopilot
