#pragma once

/// A sketch that does not build may have been written for another generation of the library: which one, and does
/// it build there?

#include <string>
#include <vector>

#include "gate/gate.h"

namespace autopilot {

/// Ids of the generations other than the application's that have the header.
std::vector<std::string> GenerationsWithHeader(const Contract& contract, const std::string& header);

/// Ids of those whose facts could explain the compiler's error: they have the header, the name or the adder that is
/// missing, or other constructors and members. No compiler is asked. Empty for errors that are not about the library.
std::vector<std::string> GenerationsWorthTrying(const Contract& contract, const std::string& sketch,
                                                const std::string& error);

/// For a sketch that Build has just refused: tries those generations with the target's compiler. Where one accepts
/// it, the first finding becomes a profile_mismatch and its `next` says so. Costs nothing for other errors.
Status SuggestOtherGeneration(const Case& candidate, std::vector<Finding>& findings);

}  // namespace autopilot
