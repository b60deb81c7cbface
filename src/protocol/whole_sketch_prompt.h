#pragma once

/// What a model is told when it writes a whole sketch: everything that the contract knows.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "app/contract.h"
#include "core/status.h"
#include "twin/stimulus.h"

namespace autopilot {

/// Variables of prompts/whole/sketch.mustache. `stimuli` are rows that worked examples are made of; may be empty. The
/// contract has a model.
nlohmann::json WholeSketchFacts(const Contract& contract, const std::vector<Stimulus>& stimuli);

}  // namespace autopilot
