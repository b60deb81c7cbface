#pragma once

#include <optional>
#include <string>

#include "app/contract.h"
#include "finding/finding.h"
#include "gate/observation.h"

namespace autopilot {

/// Compares what entered the input tensor with the contract's map of the sensor readings before it, and
/// names the cause if they differ: scaling, order, integer division, missing quantisation, a constant.
/// Judges the settled inference of each stimulus; nothing is found when at least 95 % agree. A warning
/// says that there was nothing to compare.
/// `text` is the sketch, asked only where different faults leave the same tensor.
std::optional<Finding> CheckInput(const Contract& contract, const std::string& text, const Observation& seen);

/// The inputs that the contract expects for an inference's reading; empty where it has none.
std::vector<double> ExpectedInput(const Contract& contract, const Inference& inference);

}  // namespace autopilot
