#pragma once

#include <string>
#include <vector>

#include "app/contract.h"
#include "finding/finding.h"
#include "gate/observation.h"
#include "gate/report_samples.h"

namespace autopilot {

/// Compares every report with the output tensor of the inference before it, and names the causes if they
/// differ, most causal first: read as another type, order of labels, an earlier result, a threshold,
/// nothing readable (with the lines quoted). A result that is held back where the model itself is wrong is
/// no fault. `text` is the sketch.
std::vector<Finding> CheckReport(const Contract& contract, const std::string& text, const Observation& seen,
                                 const std::vector<ReportedSample>& samples);

}  // namespace autopilot
