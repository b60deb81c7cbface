#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// An arena that is smaller than what the model needs on this generation of the library becomes large enough.
class ArenaRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/arena"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
