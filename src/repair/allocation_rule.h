#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// Tensors are there once they are allocated: a call that is missing is added, and pointers that were taken before it
/// are taken again behind it.
class AllocationRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/allocation"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
