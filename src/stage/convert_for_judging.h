#pragma once

#include "app/contract.h"
#include "core/paths.h"
#include "core/status.h"
#include "worker/python_worker.h"

namespace autopilot {

/// Converts the contract's Keras model by the tool's own settings (float32, or int8 calibrated on all rows, as
/// the application's `io` says) and adopts it, so that sketches can be judged where app.toml names no
/// converted model. The result is kept in paths.cache/facts by the content of model and data.
Status ConvertForJudging(Contract& contract, PythonWorker& worker, const InstallPaths& paths);

}  // namespace autopilot
