#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// A name that nobody declares and that is nearly one of the sketch's own, as the compiler suggests, is that one.
class SpellingRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/spelling"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
