#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// The list of operators: its class, how operators join it in this generation of the library, room for all of them, and
/// the operators of the model that are missing from it.
class ResolverRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/resolver"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
