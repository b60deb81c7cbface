#pragma once

#include <string_view>

namespace autopilot {

/// True if a statement that computes a fraction (it names pi, or gives its result to a float) divides one
/// whole number by another, and not only to compare. Evidence for the cause of a fault that a run has shown, never for
/// a verdict by itself.
bool DividesIntegers(std::string_view source);

}  // namespace autopilot
