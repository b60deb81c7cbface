#pragma once

#include <string>

#include "app/contract.h"
#include "stage/stage.h"

namespace autopilot {

/// A stage's result as the journal keeps it (docs/formats/journal.md, "Stage detail").
std::string DetailText(const StageResult& result, const Contract& contract);

/// The same for a stage that did not come to a verdict on a candidate: what stopped it.
std::string DetailText(const Error& error);

}  // namespace autopilot
