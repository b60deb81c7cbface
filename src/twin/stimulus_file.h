#pragma once

/// A user's own recordings for the twin: a CSV file, or what a serial monitor logged. Format: docs/formats/stimulus.md.

#include <filesystem>
#include <vector>

#include "app/contract.h"
#include "core/status.h"
#include "twin/recordings.h"

namespace autopilot {

/// Reads `file`. Columns are channels of the sensor, or the features, which the map turns into readings.
/// Fails with kBadInput naming file, line, cause and cure.
Result<std::vector<Recording>> ReadStimulusFile(const Contract& contract, const std::filesystem::path& file);

}  // namespace autopilot
