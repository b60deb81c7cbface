#pragma once

namespace autopilot {

/// How many repeats of each of two independent arms, with shares `share_a` and `share_b`, show their difference with a
/// chance of `power` when tested two-sided at `alpha` (normal approximation of the arcsine, Cohen 1988). The shares
/// differ; at least 2.
long long RepeatsNeeded(double share_a, double share_b, double alpha = 0.05, double power = 0.8);

}  // namespace autopilot
