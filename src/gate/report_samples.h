#pragma once

#include <vector>

#include "app/contract.h"
#include "gate/observation.h"
#include "gate/report_reader.h"

namespace autopilot {

/// What each stimulus led to, by its settled inference. A sketch that prints only changes keeps its last
/// answer as long as the model's answer stays the same.
std::vector<SampleResult> ReadSamples(const Contract& contract, const Observation& seen,
                                      const std::vector<Stimulus>& stimuli, const ReportReader& reader);

}  // namespace autopilot
