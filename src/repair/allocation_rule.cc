#include "repair/allocation_rule.h"

#include <fmt/format.h>

#include "core/text.h"

namespace autopilot {
namespace {

bool IsOfInterpreter(const TreeNode& value) {
  for (const std::string_view call : {".input(", "->input(", ".output(", "->output("}) {
    if (value.text().find(call) != std::string_view::npos) return true;
  }
  return false;
}

/// The statement of a block that a node is in; none outside of functions.
TreeNode StatementOf(TreeNode node) {
  while (node && node.parent() && !node.parent().Is("compound_statement")) node = node.parent();
  return node && node.parent() ? node : TreeNode();
}

std::string Assignments(const RepairCase& candidate, const TreeNode& allocation) {
  std::string lines;
  for (const Variable& variable : candidate.view.variables()) {
    if (!variable.pointer || !variable.value || !IsOfInterpreter(variable.value)) continue;
    const TreeNode own = variable.declaration.Within({"function_definition"});
    const bool same = own && own == allocation.Within({"function_definition"});
    const bool before = variable.global() || (same && variable.declaration.end() < allocation.begin());
    if (before) lines += fmt::format("\n  {} = {};", variable.name, variable.value.text());
  }
  return lines;
}

}  // namespace

std::vector<Proposal> AllocationRule::Propose(const RepairCase& candidate) const {
  if (!candidate.builds()) return {};
  const std::vector<const Call*> calls = candidate.view.CallsOf("AllocateTensors");
  for (const Call* call : calls) {
    const TreeNode statement = StatementOf(call->node);
    const std::string lines = statement ? Assignments(candidate, statement) : "";
    // What stands there already is enough.
    if (lines.empty() || candidate.tree.text().find(lines, statement.end()) == statement.end()) continue;
    return {{"",
             "allocation_failed",
             "takes the tensors once they are allocated",
             {{statement.end(), statement.end(), lines}}}};
  }
  if (!calls.empty()) return {};
  // The interpreter is made in a statement of setup(), or before it.
  const auto setup = candidate.view.functions().find("setup");
  const bool has_setup = setup != candidate.view.functions().end() && setup->second.child("body");
  for (const Variable& variable : candidate.view.variables()) {
    if (!has_setup || LastName(variable.type) != "MicroInterpreter" || variable.parameter) continue;
    if (variable.pointer && !variable.value) continue;
    const bool inside = setup->second.Holds(variable.declaration);
    if (!inside && !variable.global()) continue;
    if (variable.pointer && variable.value.text() == "nullptr") continue;
    const std::size_t place = inside ? variable.declaration.end() : setup->second.child("body").begin() + 1;
    return {
        {"",
         "allocation_failed",
         "allocates the tensors",
         {{place, place, fmt::format("\n  {}{}AllocateTensors();", variable.name, variable.pointer ? "->" : ".")}}}};
  }
  // Or in an assignment: `interpreter = new tflite::MicroInterpreter(...)`, `interpreter = &own`.
  for (const TreeNode& node : candidate.tree.All({"assignment_expression"})) {
    const TreeNode left = node.child("left");
    if (!left.Is("identifier")) continue;
    const Variable* variable = candidate.view.Find(left.text(), node.begin());
    const TreeNode right = node.child("right");
    // A member of an object is no variable.
    const bool own = variable != nullptr && variable->pointer && LastName(variable->type) == "MicroInterpreter";
    const bool made = right.Is("new_expression") && Contains(right.text(), "MicroInterpreter");
    const TreeNode statement = StatementOf(node);
    if ((!own && !made) || !statement || right.text() == "nullptr") continue;
    return {{"",
             "allocation_failed",
             "allocates the tensors",
             {{statement.end(), statement.end(), fmt::format("\n  {}->AllocateTensors();", left.text())}}}};
  }
  return {};
}

}  // namespace autopilot
