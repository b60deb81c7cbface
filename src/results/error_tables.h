#pragma once

#include "results/pool.h"

namespace autopilot {

/// One for each group of the pool in which an attempt was judged.
std::vector<ErrorProfile> ErrorProfiles(const TrialSet& set, const Pool& pool);

}  // namespace autopilot
