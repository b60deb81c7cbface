#pragma once

#include <string>

#include "app/contract.h"
#include "stage/stage.h"

namespace autopilot {

/// A stage's result as the journal keeps it (docs/formats/journal.md, "Stage detail").
std::string DetailText(const StageResult& result, const Contract& contract);

}  // namespace autopilot
