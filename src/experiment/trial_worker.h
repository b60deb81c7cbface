#pragma once

#include "core/line_pool.h"
#include "core/status.h"
#include "engine/workshop.h"

namespace autopilot {

/// Runs the trials that come through `channel`, one after the other, until there are no more. What one leaves warm
/// (compilers, measured contracts, verdicts) serves the next.
Status ServeTrials(LineChannel& channel, Workshop& workshop);

}  // namespace autopilot
