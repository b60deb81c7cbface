#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// Whole numbers that are divided where a fraction is wanted: the dividend becomes a real number.
class DivisionRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/division"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
