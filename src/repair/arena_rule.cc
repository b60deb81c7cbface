#include "repair/arena_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "core/text.h"

namespace autopilot {
namespace {

/// Names of what interpreters are given as their memory.
std::set<std::string, std::less<>> Arenas(const RepairCase& candidate) {
  constexpr std::size_t kArena = 2;
  std::set<std::string, std::less<>> names;
  const auto take = [&](const std::vector<TreeNode>& arguments) {
    if (arguments.size() > kArena) names.insert(std::string(arguments[kArena].text()));
  };
  for (const Variable& variable : candidate.view.variables()) {
    if (LastName(variable.type) == "MicroInterpreter") take(variable.arguments);
  }
  for (const TreeNode& node : candidate.tree.All({"new_expression"})) {
    if (node.child("arguments") && Contains(node.text(), "MicroInterpreter")) take(node.child("arguments").parts());
  }
  return names;
}

/// The number that an expression is, or is a name of; none if it is more than that.
TreeNode NumberOf(const RepairCase& candidate, TreeNode size) {
  if (size.Is("number_literal")) return size;
  if (!size.Is("identifier")) {
    // "2 * 1024": the whole expression is the number.
    const std::vector<TreeNode> names = size.All({"identifier"});
    return names.empty() ? size : TreeNode();
  }
  const Variable* variable = candidate.view.FindGlobal(size.text());
  if (variable != nullptr && variable->value) return variable->value;
  for (const TreeNode& macro : candidate.tree.All({"preproc_def"})) {
    if (macro.child("name").text() == size.text()) return macro.child("value");
  }
  return {};
}

/// What "8 * 1024" is; 0 for what is no product of numbers.
long ValueOf(const TreeNode& number) {
  if (number.Is("number_literal")) return std::strtol(std::string(number.text()).c_str(), nullptr, 0);
  if (number.Is("parenthesized_expression") && !number.parts().empty()) return ValueOf(number.parts().front());
  const bool product = number.Is("binary_expression") && number.child("operator").text() == "*";
  return product ? ValueOf(number.child("left")) * ValueOf(number.child("right")) : 0;
}

}  // namespace

std::vector<Proposal> ArenaRule::Propose(const RepairCase& candidate) const {
  const bool small = candidate.Has("arena_too_small") || candidate.Has("allocation_failed");
  const int need = candidate.contract.arena_need;
  if (!candidate.builds() || !small || need <= 0) return {};
  if (candidate.verdict.metrics.arena_declared > need + need / 10) return {};
  // A fifth more than measured, in round numbers.
  const int enough = (need + need / 5 + 511) / 512 * 512;
  Proposal proposal{
      "", "arena_too_small", fmt::format("makes the arena {} bytes: the model needs {}", enough, need), {}};
  const auto raise = [&](const TreeNode& size) {
    const TreeNode number = size ? NumberOf(candidate, size) : TreeNode();
    if (!number || ValueOf(number) >= need) return;
    const bool known = std::any_of(proposal.edits.begin(), proposal.edits.end(),
                                   [&](const Edit& edit) { return edit.begin == number.begin(); });
    const std::string text = fmt::format("{}", enough);
    if (!known && number.text() != text) proposal.edits.push_back(Replace(number, text));
  };
  const auto arenas = Arenas(candidate);
  constexpr std::size_t kSizeArgument = 3;
  for (const Variable& variable : candidate.view.variables()) {
    if (LastName(variable.type) == "MicroInterpreter" && variable.arguments.size() > kSizeArgument) {
      if (variable.arguments[kSizeArgument].text().find("sizeof") == std::string_view::npos)
        raise(variable.arguments[kSizeArgument]);
    }
    const bool arena = arenas.empty() ? Contains(Lower(variable.name), "arena") : arenas.contains(variable.name);
    if (!variable.array || !arena) continue;
    for (const TreeNode& bounds : variable.declaration.All({"array_declarator"})) raise(bounds.child("size"));
  }
  for (const TreeNode& node : candidate.tree.All({"new_expression"})) {
    const TreeNode list = node.child("arguments");
    if (!list || !Contains(node.text(), "MicroInterpreter")) continue;
    const std::vector<TreeNode> arguments = list.parts();
    if (arguments.size() > kSizeArgument && arguments[kSizeArgument].Is("identifier")) raise(arguments[kSizeArgument]);
  }
  if (proposal.edits.empty()) return {};
  return {std::move(proposal)};
}

}  // namespace autopilot
