#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// Small forms of the TensorFlow library that have one right way: Report() of an object, the fields of a tensor, the
/// constness of a model.
class TflmFormsRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/tflm-forms"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
