#pragma once

#include <vector>

#include "app/contract.h"
#include "finding/finding.h"
#include "gate/window_view.h"

namespace autopilot {

/// Why the rows of these windows are none of the readings before them, oldest first: constant, filled in
/// part, in another order, scaled otherwise, cut to whole numbers, not quantised. Each explanation is tried
/// on the windows that say most. `windows` is not empty and outlives the call.
Finding ExplainWindows(const Contract& contract, const std::vector<WindowView>& windows);

}  // namespace autopilot
