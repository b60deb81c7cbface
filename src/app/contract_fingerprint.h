#pragma once

#include <string>

#include "app/contract.h"

namespace autopilot {

/// What judging depends on beside the candidate: the contract with its data and model.
std::string FingerprintOf(const Contract& contract);

}  // namespace autopilot
