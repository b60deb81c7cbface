#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// Include lines: the library's marker first, headers that nobody has replaced by the real one of the same name or left
/// out, and the headers of names that the sketch uses and the compiler does not know.
class IncludesRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/includes"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
