#pragma once

#include <string>
#include <vector>

#include "app/contract.h"
#include "finding/finding.h"
#include "gate/observation.h"

namespace autopilot {

/// report = "number": a number printed after each inference is the model's output, as exactly as it was
/// printed; other numbers may stand beside it, and nothing need be printed again while the output stays.
/// Names the cause if not: raw or misread tensor, an earlier result, the input, nothing readable. `text` is
/// the sketch.
std::vector<Finding> CheckNumberReport(const Contract& contract, const std::string& text, const Observation& seen);

}  // namespace autopilot
