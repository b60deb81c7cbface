#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// Where one channel's reading becomes a real number on its way to the model, it becomes the feature that the
/// application's map makes of it.
class InputScalingRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/input-scaling"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
