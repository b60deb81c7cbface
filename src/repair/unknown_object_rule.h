#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// Objects of classes that the library does not have, and that nothing but their own configuration uses, are left out:
/// options and allocators of other generations. And templates stand on the line of their function, where the Arduino
/// builder finds them.
class UnknownObjectRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/unknown-object"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
