#pragma once

#include "gate/gate.h"

namespace autopilot {

/// Checks the text without compiling: every include exists in the profile, the library's marker header
/// comes first, setup() and loop() are there. Rejects only what is certain.
class LintGate : public Gate {
 public:
  std::string_view name() const override { return "lint"; }
  Result<GateAnswer> Check(Case& candidate) const override;
};

}  // namespace autopilot
