#pragma once

/// One window of an inference, arranged for comparison: rows of the tensor, readings before it.

#include <vector>

#include "app/contract.h"
#include "gate/observation.h"
#include "gate/window_match.h"

namespace autopilot {

struct WindowView {
  const Inference* inference = nullptr;
  WindowRows rows;
  Track track;  ///< Readings of the last few window lengths.
};

/// All readings of a run as values of the model's inputs; `readings` gives the place in the observation.
Track MakeTrack(const Contract& contract, const Observation& seen);

/// Rows of an input tensor in the order of the model's shape: [window][features], or the other way round.
/// Empty where the tensor holds something else.
WindowRows RowsOf(const Contract& contract, const std::vector<double>& input);

/// `all` is the track of the whole run.
WindowView ViewWindow(const Contract& contract, const Track& all, const Observation& seen, const Inference& inference);

/// How the rows of this contract's windows are compared.
RowRule RuleOf(const Contract& contract);

/// Readings a second that a window is asked to hold: the application's, else the sensor's own rate.
double WindowRate(const Contract& contract);

}  // namespace autopilot
