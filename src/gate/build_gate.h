#pragma once

#include "gate/gate.h"

namespace autopilot {

/// Compiles and links the sketch on the twin and names the cause behind gcc's first error.
class BuildGate : public Gate {
 public:
  std::string_view name() const override { return "build"; }
  Result<GateAnswer> Check(Case& candidate) const override;
};

}  // namespace autopilot
