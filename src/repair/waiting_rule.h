#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// Waiting for a serial monitor ends after a few seconds where nobody opens one.
class WaitingRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/waiting"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
