#pragma once

#include <vector>

#include "gate/gate.h"

namespace autopilot {

/// Faults of a program that keeps running and does not do what it should: no reading, readings of a
/// sensor that was not started, no inference, nothing printed, memory that grows, more stack than there
/// is. All of them, most causal first.
std::vector<Finding> CheckWork(const Case& candidate, const Trace& trace, const Observation& seen,
                               const std::vector<Stimulus>& stimuli);

}  // namespace autopilot
