#pragma once

/// What a missing header, or a name that only the real library has, means for a sketch.

#include "app/contract.h"
#include "finding/finding.h"
#include "twin/library_discovery.h"

namespace autopilot {

/// An error, or a warning where the twin lacks what the board or an installed library has.
Finding MissingHeaderFinding(const MissingHeader& missing, const Contract& contract);

/// Whose names the compiler's words speak of although the twin does not declare them: the board or an installed
/// library, by its title; empty if no such name is known.
std::string UnmodelledName(const Contract& contract, const std::string& message);

}  // namespace autopilot
