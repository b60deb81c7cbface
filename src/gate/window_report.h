#pragma once

#include <string>
#include <vector>

#include "app/contract.h"
#include "finding/finding.h"
#include "gate/observation.h"
#include "gate/report_reader.h"

namespace autopilot {

struct WindowReports {
  std::vector<SampleResult> samples;  ///< One for each inference that was judged.
  std::vector<Finding> findings;
};

/// Labels printed by a sketch that reads in windows, each against the output tensor of the inference before
/// it. Where inferences follow one another closely, a report may also be the answer of the last second, for
/// sketches that wait for several to agree. Nothing need be printed again while the answer stays, for a class
/// that is passed over in silence (nothing happens), or for scores below what any threshold would ask;
/// clear answers that never come out are a fault. `text` is the sketch.
WindowReports CheckWindowReports(const Contract& contract, const std::string& text, const Observation& seen,
                                 const std::vector<Stimulus>& stimuli, const ReportReader& reader);

}  // namespace autopilot
