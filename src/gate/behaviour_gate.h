#pragma once

#include "gate/gate.h"

namespace autopilot {

/// Runs the sketch on the twin: setup ends, the sensor is read, tensors are allocated, Invoke runs, nothing
/// crashes or hangs, something is reported.
class BehaviourGate : public Gate {
 public:
  std::string_view name() const override { return "behaviour"; }
  Result<GateAnswer> Check(Case& candidate) const override;
};

}  // namespace autopilot
