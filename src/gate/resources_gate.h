#pragma once

#include <string>
#include <vector>

#include "gate/gate.h"

namespace autopilot {

/// Does it fit? Flash, RAM and the largest stack frames of the sketch as it is linked for the board, against the
/// facts of the board's profile. What the core and the library's kernels take is at least what is counted, so what is
/// too much here is too much on the board.
class ResourcesGate : public Gate {
 public:
  std::string_view name() const override { return "resources"; }
  Result<GateAnswer> Check(Case& candidate) const override;
};

/// The library's operators that the sketch registers, by the names of TargetBuild: all of them for an
/// AllOpsResolver, those whose adder or number it names, the model's own where it names none; empty for a sketch
/// without an interpreter.
std::vector<std::string> RegisteredOperators(const Case& candidate);

}  // namespace autopilot
