#pragma once

#include <vector>

#include "gate/gate.h"

namespace autopilot {

/// What lies behind the fault that stopped a faithful run: the sketch is run again with just that fault
/// neutralised, and again, until nothing new shows. Every finding is marked `behind`; those of the
/// faithful run (`known`, with `candidate.trace`) are not repeated. Most causal first.
Result<std::vector<Finding>> LookBehind(const Case& candidate, const std::vector<Finding>& known);

}  // namespace autopilot
