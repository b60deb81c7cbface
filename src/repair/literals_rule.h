#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// Characters written as other languages write them, \uD83C\uDF4E or \u{1F34E}: in C++ that is \U0001F34E.
class LiteralsRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/literals"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
