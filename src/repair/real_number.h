#pragma once

/// The real number inside of what a sketch writes to a quantised tensor.

#include <string>

#include "repair/repair_rule.h"

namespace autopilot {

/// Speaks of how a tensor is quantised (scale, zero point), if only through a variable that keeps it.
bool IsQuantisation(const RepairCase& candidate, const TreeNode& node);
/// Nothing but that, and numbers of bytes: no part of it is the real number.
bool IsOnlyQuantisation(const RepairCase& candidate, const TreeNode& node);

/// The author's value without casts to whole numbers, rounding, limits of the type, scale and zero point:
/// `(int8_t)(x / s + z)` -> "x". Everything else stays, with its brackets. Empty where that cannot be told.
std::string RealNumberIn(const RepairCase& candidate, const TreeNode& value);

}  // namespace autopilot
