#pragma once

#include <optional>

#include "app/contract.h"
#include "finding/finding.h"
#include "gate/observation.h"
#include "gate/report_reader.h"

namespace autopilot {

/// What each stimulus led to, by its settled inference. A sketch that prints only changes keeps its last
/// answer as long as the model's answer stays the same.
std::vector<SampleResult> ReadSamples(const Contract& contract, const Observation& seen,
                                      const std::vector<Stimulus>& stimuli, const ReportReader& reader);

/// Compares every report with the output tensor of the inference before it, and names the cause if they
/// differ: read as another type, order of labels, an earlier result, nothing readable.
std::optional<Finding> CheckReport(const Contract& contract, const Observation& seen,
                                   const std::vector<SampleResult>& samples);

/// report = "number": the last number printed after an inference equals the model's output.
std::optional<Finding> CheckNumberReport(const Contract& contract, const Observation& seen);

}  // namespace autopilot
