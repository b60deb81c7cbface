#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// The model is asked after its inputs are written and before its answer is read: a call that is missing is put there,
/// one that comes too late is moved.
class InferenceRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/inference"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
