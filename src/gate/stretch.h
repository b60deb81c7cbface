#pragma once

/// What a board did, to be seen by a person, during a stretch of a run; and whether it is what somebody expects.

#include <map>
#include <string>
#include <vector>

#include "app/behaviour.h"
#include "app/contract.h"
#include "twin/trace.h"

namespace autopilot {

struct Stretch {
  std::vector<std::string> lines;  ///< Printed in it.
  std::map<int, int> levels;       ///< Of each pin that was ever written, at its end.
  std::map<int, int> changes;      ///< How often a pin got another level in it.
};

/// Of the events from `begin` to before `end`; the levels at the beginning come from those before.
Stretch StretchOf(const Trace& trace, std::size_t begin, std::size_t end);

/// What was seen instead, in words; empty where the expectation holds. Lines that hold nothing but a label are the
/// application's reports. A pin that was never written is low, and an LED that a low level lights is dark.
std::string Refutation(const Expectation& expectation, const Contract& contract, const Stretch& seen);

}  // namespace autopilot
