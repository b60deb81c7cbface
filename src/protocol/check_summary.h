#pragma once

/// What the check of a behaviour says of each thing that is shown, whenever it is shown: a list of moments says this
/// to a person at a glance, and not to a small model.

#include <string>
#include <vector>

#include "app/behaviour.h"

namespace autopilot {

struct CheckSummary {
  /// "each circle: LEDB on", "each rest: all stay as they were": of the LEDs and pins alone, and only what holds at
  /// every step that shows the same thing and expects something. Empty where nothing is shown twice.
  std::vector<std::string> lines;
  /// Whoever follows these lines, and leaves pins as they are otherwise, meets the check: nothing is to be remembered.
  bool complete = false;
};

CheckSummary SummaryOf(const std::vector<BehaviourStep>& steps);

}  // namespace autopilot
