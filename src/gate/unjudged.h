#pragma once

/// What can be said of a sketch of which not everything is known; see Application::in_part.

#include <vector>

#include "app/contract.h"
#include "finding/finding.h"
#include "gate/observation.h"

namespace autopilot {

/// Nobody said how the model's inputs come from the sensor.
bool InputIsOpen(const Contract& contract);
/// Nobody said what the model's outputs mean.
bool ReportIsOpen(const Contract& contract);

/// A note for everything that is not judged, with the flag that would let it be, after one that says what was seen.
/// Nothing where everything is known. A fault that shows all the same is an error: an input tensor that never follows
/// the sensor.
std::vector<Finding> Unjudged(const Contract& contract, const Observation& seen);

}  // namespace autopilot
