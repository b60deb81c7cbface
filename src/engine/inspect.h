#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/status.h"
#include "engine/workshop.h"

namespace autopilot {

/// Measured facts of one file, by its kind: the contract of an app.toml, the tensors and operators of a
/// .tflite or model.h, the facts of a .keras, the columns of a .csv. kBadInput for anything else.
Result<nlohmann::json> InspectFile(const std::filesystem::path& file, Workshop& workshop);

/// The same for a person: an indented outline.
std::string FactsText(const nlohmann::json& facts);

}  // namespace autopilot
