#pragma once

/// Facts of the contract as they stand in C++ source and in prompts.

#include <string>
#include <vector>

#include "app/contract.h"

namespace autopilot {

/// The labels as string literals, separated by commas.
std::string LabelList(const Contract& contract);

/// The resolver's methods for the model's operators, each once, in the model's order; an operator without one is left
/// out. The contract has a model.
std::vector<std::string> OperatorAdders(const Contract& contract);

/// Twice the estimated need, rounded up to 256 bytes: estimates err, and RAM is there.
int ArenaBytes(const Contract& contract);

}  // namespace autopilot
