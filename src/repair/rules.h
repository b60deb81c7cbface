#pragma once

#include <memory>
#include <vector>

#include "repair/repair_rule.h"

namespace autopilot {

/// The rules for sketches. Where two want to change the same place, the one that stands first does. Add a rule here.
std::vector<std::unique_ptr<RepairRule>> SketchRules();
/// Those that need no more than a function.
std::vector<std::unique_ptr<RepairRule>> FunctionRules();

}  // namespace autopilot
