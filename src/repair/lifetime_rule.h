#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// Resolver, interpreter and reporter that setup() makes must outlive it: they become static.
class LifetimeRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/lifetime"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
