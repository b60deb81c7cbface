#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// Checks by macros that the library calls otherwise, or that return a status from a function that has none to give.
class ChecksRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/checks"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
