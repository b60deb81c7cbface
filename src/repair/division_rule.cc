#include "repair/division_rule.h"

#include <fmt/format.h>

#include <algorithm>

#include "repair/type_change.h"

namespace autopilot {
namespace {

/// Whether an operand is a whole number: a literal, a variable, a macro that is one, or made of these alone.
bool IsWhole(const RepairCase& candidate, const TreeNode& node) {
  if (node.Is("parenthesized_expression")) return !node.parts().empty() && IsWhole(candidate, node.parts().front());
  if (node.Is("number_literal")) return node.text().find_first_of(".eEfF") == std::string_view::npos;
  if (node.Is("binary_expression")) {
    return IsWhole(candidate, node.child("left")) && IsWhole(candidate, node.child("right"));
  }
  if (node.Is("subscript_expression")) return IsWhole(candidate, node.child("argument"));
  if (!node.Is("identifier")) return false;
  const Variable* variable = candidate.view.Find(node.text(), node.begin());
  if (variable != nullptr) return IsWholeType(variable->type) && !variable->pointer;
  for (const TreeNode& macro : candidate.tree.All({"preproc_def"})) {
    const TreeNode value = macro.child("value");
    if (macro.child("name").text() == node.text() && value)
      return value.text().find_first_not_of("0123456789uUlL() ") == std::string_view::npos;
  }
  return false;
}

/// Whether a value becomes a real number: in what it is assigned to, or in an expression with a fraction.
bool BecomesReal(const RepairCase& candidate, const TreeNode& node) {
  for (TreeNode up = node.parent(); up; up = up.parent()) {
    if (up.Is("init_declarator")) {
      const auto& variables = candidate.view.variables();
      return std::any_of(variables.begin(), variables.end(), [&](const Variable& variable) {
        return variable.declarator == up && (variable.type == "float" || variable.type == "double");
      });
    }
    if (up.Is("assignment_expression")) {
      TreeNode name = up.child("left");
      if (name.text().find("data.f[") != std::string_view::npos) return true;
      while (name && name.Is("subscript_expression")) name = name.child("argument");
      const Variable* variable = name && name.Is("identifier") ? candidate.view.Find(name.text(), up.begin()) : nullptr;
      return variable != nullptr && (variable->type == "float" || variable->type == "double");
    }
    if (up.Is("return_statement")) {
      const TreeNode function = up.Within({"function_definition"});
      return function && function.child("type") && function.child("type").text() == "float";
    }
    const bool goes_on = up.Is("binary_expression") || up.Is("parenthesized_expression") || up.Is("cast_expression") ||
                         up.Is("initializer_list");
    if (!goes_on) return false;
  }
  return false;
}

}  // namespace

std::vector<Proposal> DivisionRule::Propose(const RepairCase& candidate) const {
  // A function's cases see only that its result is wrong.
  const bool wrong =
      candidate.Has("integer_division") || candidate.Has("input_scaling") || candidate.Has("input_out_of_range");
  if (!candidate.builds() || !wrong) return {};
  std::vector<Proposal> proposals;
  for (const TreeNode& node : candidate.tree.All({"binary_expression"})) {
    const TreeNode left = node.child("left");
    const TreeNode right = node.child("right");
    const std::string_view between =
        std::string_view(candidate.tree.text()).substr(left.end(), right.begin() - left.end());
    if (between.find('/') == std::string_view::npos || between.find("//") != std::string_view::npos ||
        !IsWhole(candidate, left) || !IsWhole(candidate, right) || !BecomesReal(candidate, node))
      continue;
    proposals.push_back({"",
                         "integer_division",
                         fmt::format("divides {} as a real number", left.text()),
                         {Replace(left, fmt::format("static_cast<float>({})", left.text()))}});
  }
  return proposals;
}

}  // namespace autopilot
