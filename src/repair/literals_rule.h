#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// Characters written as JSON writes them, in two halves: \uD83C\uDF4E is \U0001F34E in C++.
class LiteralsRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/literals"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
