#include "gate/run_plan.h"

#include <algorithm>

#include "gate/window_view.h"
#include "twin/recordings.h"

namespace autopilot {
namespace {

/// Objects shown: ten of each class at each brightness, as many as a person would want to see.
constexpr int kRowsShown = 30;

/// Inferences of a run on windows: a window each 40 ms for two minutes.
constexpr int kMostWindows = 3000;

/// Inferences of a sweep: several rounds of the steps asked for, and one of many finer steps.
constexpr int kRounds = 8;
constexpr int kLeastSweep = 2500;

}  // namespace

InputKind KindOf(const Contract& contract) {
  if (!contract.sensor) return InputKind::kSweep;
  return contract.sensor_use.window > 0 ? InputKind::kWindows : InputKind::kObjects;
}

Result<std::vector<Stimulus>> PlanStimuli(const Contract& contract) {
  switch (KindOf(contract)) {
    case InputKind::kObjects:
      return DeriveStimuli(contract, kRowsShown);
    case InputKind::kWindows:
      return DeriveRecordings(contract);
    case InputKind::kSweep:
      break;
  }
  return std::vector<Stimulus>();
}

RunOptions PlanRun(const Contract& contract, RunOptions options) {
  switch (KindOf(contract)) {
    case InputKind::kObjects:
      if (contract.application.serial_rows) options.settle_invokes = 1;  // A row comes once.
      break;
    case InputKind::kWindows: {
      // Whoever begins a window as a recording ends needs all of it, and a movement may have begun one late.
      const double window_seconds = contract.sensor_use.window / WindowRate(contract);
      options.max_hold_seconds = 1.4 * window_seconds + 1;
      options.settle_invokes = 1;
      options.invoke_limit = kMostWindows;
      break;
    }
    case InputKind::kSweep:
      options.invoke_limit = kLeastSweep;
      if (contract.application.sweep) {
        options.invoke_limit = std::max(kRounds * contract.application.sweep->steps, kLeastSweep);
      }
      break;
  }
  return options;
}

}  // namespace autopilot
