#pragma once

/// Runs a built sketch against the stimuli and judges what the run shows.

#include <vector>

#include "gate/gate.h"

namespace autopilot {

/// One run, and all that it says about the sketch.
struct RunJudgement {
  std::vector<Stimulus> stimuli;
  Trace trace;
  Observation seen;
  std::vector<Finding> behaviour;
  std::vector<Finding> semantics;
  std::vector<SampleResult> samples;
};

/// Shows `candidate.stimuli` at the usual pace. A sketch that does not please then, though it runs, may only
/// be slow: one that waits for seconds, or averages over many readings. So fewer objects are shown to it
/// again, each for long, and that run counts if it is clean, or decides what the first left open.
Result<RunJudgement> RunAndJudge(const Case& candidate, const RunOptions& options);

}  // namespace autopilot
