#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// The name of the model's array belongs to model.h: the sketch's own variable of that name gets another one, its own
/// declarations of the array go, and a name that nobody declares becomes the array's where the array is meant.
class ModelSymbolRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/model-symbol"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
