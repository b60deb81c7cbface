#pragma once

#include "gate/gate.h"

namespace autopilot {

/// What enters the input tensor equals the contract's map of what the sensor showed, and what is
/// reported is the model's answer to that tensor.
class SemanticsGate : public Gate {
 public:
  std::string_view name() const override { return "semantics"; }
  Result<GateAnswer> Check(Case& candidate) const override;
};

}  // namespace autopilot
