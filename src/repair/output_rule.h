#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// The output tensor is read as what it is. Scores that are read as another type are read as their own; where only the
/// first of several is taken for the class, the place of the largest is meant.
class OutputRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/output"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
