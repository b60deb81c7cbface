#pragma once

#include <optional>
#include <string>

#include "app/contract.h"
#include "finding/finding.h"
#include "gate/observation.h"

namespace autopilot {

/// Judges the inputs that a sketch makes itself ([input] kind = "sweep"): they cover the asked range, in any
/// order and number of steps, and stay inside it. Names the cause if not: constant, leaving the range,
/// scaled otherwise, not quantised; a warning where the run may have ended before one round did. `text` is the sketch,
/// asked only why an input stands still.
std::optional<Finding> CheckSweep(const Contract& contract, const std::string& text, const Observation& seen);

}  // namespace autopilot
