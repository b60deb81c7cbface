#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// Variables whose address or reference a function takes get the type that it takes; a real number that is to hold a
/// whole one gets it through a variable of its own.
class ArgumentTypesRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/argument-types"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
