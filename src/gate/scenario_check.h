#pragma once

#include <vector>

#include "gate/gate.h"

namespace autopilot {

/// Whether a sketch does what the application wishes beyond reports ([[behaviour]]): each check is shown step by step
/// in a run of its own. Where the network answers with numbers nothing can be shown, and what stands in the trace of
/// the usual run is compared, as far as a step asks for pins.
/// The sketch has passed everything else. An error where a wish is not met, a warning where a step could not be
/// shown, a note where a wish has no check. Fails only for infrastructure reasons.
Result<std::vector<Finding>> CheckScenarios(const Case& candidate);

}  // namespace autopilot
