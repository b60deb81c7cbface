#pragma once

#include <vector>

#include "app/contract.h"
#include "gate/observation.h"
#include "gate/report_reader.h"

namespace autopilot {

/// A sample and the inference that it was taken from, an index into the observation's.
struct ReportedSample {
  SampleResult result;
  std::size_t inference = 0;
};

/// What each stimulus led to, by its settled inference; of a sketch that never reads the sensor, what each
/// inference led to, without a true label. A sketch that prints only changes keeps its last answer as long
/// as the model's answer stays the same. An output that is not finite is no sample.
std::vector<ReportedSample> ReadSamples(const Contract& contract, const Observation& seen,
                                        const std::vector<Stimulus>& stimuli, const ReportReader& reader);

}  // namespace autopilot
