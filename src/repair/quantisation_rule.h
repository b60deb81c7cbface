#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// A model of whole numbers takes and gives them by the scale and zero point of its tensors: real numbers that are
/// written to it are quantised, and its answer is made real again where the application asks for a number.
class QuantisationRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/quantisation"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
