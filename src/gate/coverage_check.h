#pragma once

#include <optional>
#include <vector>

#include "app/contract.h"
#include "finding/finding.h"
#include "gate/observation.h"

namespace autopilot {

/// An inference is owed for every object shown: who stops, or is too slow to keep up, cannot pass on the
/// first few. Objects too dark for a sketch's threshold are forgiven, as a note, if all brighter ones are
/// answered. An error where the sketch has stopped, a warning where it is too slow to be judged.
std::optional<Finding> CheckCoverage(const Contract& contract, const Observation& seen,
                                     const std::vector<Stimulus>& stimuli);

}  // namespace autopilot
