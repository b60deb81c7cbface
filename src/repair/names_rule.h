#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// Types, constants and functions of the TensorFlow library under names that it does not have: of the desktop library,
/// of another generation, without their namespace, or nearly remembered. Which stands for which is data.
class NamesRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/names"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
