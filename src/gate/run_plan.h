#pragma once

/// What a run has to show, by the kind of the application's input.

#include <vector>

#include "app/contract.h"
#include "core/status.h"
#include "twin/stimulus.h"
#include "twin/twin.h"

namespace autopilot {

enum class InputKind {
  kObjects,  ///< One reading is one input: objects are held before the sensor.
  kWindows,  ///< Many readings are one input: recordings are played.
  kSweep,    ///< The sketch makes its input itself.
};

InputKind KindOf(const Contract& contract);

/// What the world shows; nothing for a sweep.
Result<std::vector<Stimulus>> PlanStimuli(const Contract& contract);

/// `options` with the times and limits that this kind of input needs.
RunOptions PlanRun(const Contract& contract, RunOptions options);

}  // namespace autopilot
