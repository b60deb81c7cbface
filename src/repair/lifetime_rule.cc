#include "repair/lifetime_rule.h"

#include <fmt/format.h>

namespace autopilot {

std::vector<Proposal> LifetimeRule::Propose(const RepairCase& candidate) const {
  std::vector<Proposal> proposals;
  const auto loop = candidate.view.functions().find("loop");
  for (const Variable& variable : candidate.view.variables()) {
    if (variable.global() || variable.parameter || variable.pointer || variable.reference) continue;
    const std::string_view type = LastName(variable.type);
    const bool outlives = type.find("OpResolver") != std::string_view::npos ||
                          type.find("OpsResolver") != std::string_view::npos || type == "MicroInterpreter" ||
                          type == "MicroErrorReporter";
    if (!outlives || variable.declaration.text().find("static") != std::string_view::npos) continue;
    // What a turn of loop() makes and uses up lives long enough.
    if (loop != candidate.view.functions().end() && loop->second.Holds(variable.declaration)) continue;
    proposals.push_back({"",
                         "crash_memory",
                         fmt::format("makes {} static: it is used after its function has returned", variable.name),
                         {{variable.declaration.begin(), variable.declaration.begin(), "static "}}});
  }
  return proposals;
}

}  // namespace autopilot
