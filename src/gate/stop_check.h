#pragma once

#include <vector>

#include "gate/gate.h"

namespace autopilot {

/// Faults that stop the program, or a part of it for good, in the order in which they struck: a sensor
/// that does not answer, failed allocation, failed inference, crash, halt, hang. What a fault makes happen
/// later is not named again.
std::vector<Finding> CheckStops(const Case& candidate, const Trace& trace, const Observation& seen);

/// First event of a kind, or null.
const TraceEvent* FirstOf(const Trace& trace, EventKind kind);

/// Bytes of arena that the sketch declared; -1 if it never came to that.
int DeclaredArena(const Trace& trace);

/// Every reading of an object was zero, although it was there: the sensor was not started.
Finding SilentSensorFault(const Contract& contract);

/// True if the program goes no further by itself: it halts, waits or spins.
bool IsStuck(const Trace& trace);

}  // namespace autopilot
