#include "repair/waiting_rule.h"

namespace autopilot {

std::vector<Proposal> WaitingRule::Propose(const RepairCase& candidate) const {
  if (!candidate.builds() || candidate.contract.application.monitor) return {};
  std::vector<Proposal> proposals;
  for (const TreeNode& loop : candidate.tree.All({"while_statement"})) {
    const TreeNode condition = loop.child("condition");
    if (!condition || condition.text() != "(!Serial)") continue;
    proposals.push_back({"",
                         "blocks_waiting",
                         "waits three seconds for a serial monitor, not for ever",
                         {Replace(condition, "(!Serial && millis() < 3000)")}});
  }
  return proposals;
}

}  // namespace autopilot
