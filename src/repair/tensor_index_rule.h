#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// Tensors asked for as the desktop's interpreter gives them: by numbers out of inputs() and outputs().
class TensorIndexRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/tensor-index"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
