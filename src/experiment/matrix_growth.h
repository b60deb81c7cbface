#pragma once

#include "core/status.h"
#include "experiment/matrix.h"

namespace autopilot {

/// ok where `now` is `before` with more: repeats, models, protocols, variants, samplings, applications, and whatever
/// changes no trial (budget of the whole, workers, Slurm) or only whether it can be done (at_once, context_window of a
/// model). kBadInput names what is different.
Status CheckExtends(const Matrix& before, const Matrix& now);

}  // namespace autopilot
