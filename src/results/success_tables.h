#pragma once

/// How often it worked, what it took, and after how many attempts.

#include "results/pool.h"
#include "statistics/spread.h"

namespace autopilot {

std::vector<SuccessRow> SuccessRows(const TrialSet& set, const Pool& pool, double confidence);

/// Three rows a group, "pass", "fail" and "all"; none for a group without a counted trial.
std::vector<CostRow> CostRows(const TrialSet& set, const Pool& pool, MedianBootstrap& bootstrap, double confidence);

/// One a group and rule by which something was counted.
std::vector<AttemptsCurve> AttemptsCurves(const TrialSet& set, const Pool& pool, double confidence);

/// Success against means of what it took; marks what nothing of the same stage beats.
std::vector<FrontierPoint> FrontierPoints(const TrialSet& set, const Pool& pool, double confidence);

}  // namespace autopilot
