#pragma once

#include "repair/repair_rule.h"

namespace autopilot {

/// Statements that stand outside all functions, where C++ knows only declarations, move to the begin of setup(), in
/// their order.
class FileScopeRule : public RepairRule {
 public:
  std::string_view id() const override { return "repair/file-scope"; }
  std::vector<Proposal> Propose(const RepairCase& candidate) const override;
};

}  // namespace autopilot
