#pragma once

#include "core/status.h"
#include "engine/workshop.h"
#include "experiment/matrix.h"

namespace autopilot {

/// Loads every application of the matrix for its name. kBadInput for one that is not there or not in order, that cannot
/// go through the protocols and stages, or whose name another one has (that in recordings, too, where there are such).
Status LoadApplications(Matrix& matrix);

/// Measures data and model of every application, as each trial does. kBadInput for one that contradicts itself.
Status MeasureApplications(const Matrix& matrix, Workshop& workshop);

}  // namespace autopilot
