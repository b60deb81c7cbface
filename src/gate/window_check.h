#pragma once

#include <optional>

#include "app/contract.h"
#include "finding/finding.h"
#include "gate/observation.h"

namespace autopilot {

/// Compares the windows that entered the input tensor with the sketch's own readings before them, forward
/// through the contract's map: every row is a reading (or the mean of a few), oldest first, evenly spaced at
/// the rate asked for, without gaps, ending shortly before the inference. Blocking capture, sliding windows
/// and captures that a movement starts are all the same to it. Names the cause where most windows differ; a
/// warning says that there was nothing to compare, or that windows are right and wrong in turns.
std::optional<Finding> CheckWindows(const Contract& contract, const Observation& seen);

}  // namespace autopilot
