#pragma once

/// The stage MC: settings that the facts leave open are asked for, the tool converts, and what comes out is
/// compared with Keras (by LiteRT) and run on the target's own runtime generation before it is adopted.
///
/// Artifacts, below folder/mc: model.tflite, model.h.

#include <filesystem>
#include <functional>
#include <vector>

#include "stage/stage.h"
#include "twin/target_run.h"

namespace autopilot {

/// Runs the contract's model on the target's runtime, as RunOnTarget does.
using TargetRunner = std::function<Result<TargetRun>(
    const Contract& contract, const std::vector<std::vector<double>>& rows, const std::filesystem::path& folder)>;

/// RunModelConversion with the target's runtime passed in. On pass the contract has the new model.
Result<StageResult> ConvertModel(StageContext& context, const TargetRunner& target);

}  // namespace autopilot
