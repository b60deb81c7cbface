#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// A list of class names: those of the model in another order, or placeholders in their places.
class LabelsRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/labels"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
