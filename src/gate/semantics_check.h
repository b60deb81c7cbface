#pragma once

#include <vector>

#include "gate/gate.h"

namespace autopilot {

struct SemanticsAnswer {
  /// Errors, and warnings where nothing could be judged; most causal first.
  std::vector<Finding> findings;
  std::vector<SampleResult> samples;  ///< What each shown object led to.
};

/// What one run says about input tensor and reports. `stopped`: the run ended before its time, so that
/// only what it did show is judged.
SemanticsAnswer CheckSemantics(const Case& candidate, const Observation& seen, const std::vector<Stimulus>& stimuli,
                               bool stopped);

}  // namespace autopilot
