#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// Global variables whose values come too early: tensors of an interpreter that is allocated in setup(), a second
/// allocation before it, an interpreter of a model that is loaded later.
class EarlyValuesRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/early-values"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
