#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// The arguments of tflite::MicroInterpreter, as the library's generation takes them: model, resolver, arena, its size,
/// and an error reporter or none. What is there is put in order; a resolver or reporter that is missing is declared.
class InterpreterRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/interpreter"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
