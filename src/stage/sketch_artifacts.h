#pragma once

/// What every way to write a sketch begins and ends with.

#include <filesystem>
#include <string>
#include <vector>

#include "stage/stage.h"

namespace autopilot {

/// kBadInput where the contract has no model to write a sketch for.
Status RequireModel(const StageContext& context);

/// Writes the sketch's folder below the run's, as the Arduino tools want it: NAME/NAME.ino and model.h. Returns both.
Result<std::vector<std::filesystem::path>> WriteSketchArtifacts(const StageContext& context, const std::string& text);

}  // namespace autopilot
