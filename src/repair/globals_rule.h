#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// Variables that one function declares and another uses become global; variables that nobody declares, and whose uses
/// tell what they are (interpreter, tensors, reporter), are declared.
class GlobalsRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/globals"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
