#include "repair/division_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "repair/tensor_uses.h"
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

std::string_view OperatorOf(const TreeNode& binary) {
  return binary.child("operator") ? binary.child("operator").text() : std::string_view();
}

/// Whether a value becomes a real number: what it is assigned to, or returned as, is one.
bool BecomesReal(const RepairCase& candidate, const TreeNode& node) {
  for (TreeNode up = node.parent(); up; up = up.parent()) {
    if (up.Is("init_declarator")) {
      const auto& variables = candidate.view.variables();
      return std::any_of(variables.begin(), variables.end(), [&](const Variable& variable) {
        return variable.declarator == up && IsRealType(variable.type);
      });
    }
    if (up.Is("assignment_expression")) {
      TreeNode name = up.child("left");
      if (name.text().find("data.f[") != std::string_view::npos) return true;
      while (name && name.Is("subscript_expression")) name = name.child("argument");
      const Variable* variable = name && name.Is("identifier") ? candidate.view.Find(name.text(), up.begin()) : nullptr;
      return variable != nullptr && IsRealType(variable->type);
    }
    if (up.Is("return_statement")) {
      const TreeNode function = up.Within({"function_definition"});
      return function && function.child("type") && function.child("type").text() == "float";
    }
    // A remainder, a comparison and a whole cast want whole numbers.
    static constexpr std::string_view kArithmetic = "+-*/";
    const bool arithmetic = up.Is("binary_expression") && OperatorOf(up).size() == 1 &&
                            kArithmetic.find(OperatorOf(up)) != std::string_view::npos;
    const bool real_cast = up.Is("cast_expression") && up.child("type") && IsRealType(up.child("type").text());
    if (!arithmetic && !real_cast && !up.Is("parenthesized_expression") && !up.Is("initializer_list")) return false;
  }
  return false;
}

/// The first factor of a chain of products and quotients: of a * b / c it is a.
TreeNode FirstFactor(TreeNode node) {
  while (node.Is("binary_expression") && (OperatorOf(node) == "/" || OperatorOf(node) == "*"))
    node = node.child("left");
  return node;
}

/// Where only the result is known to be wrong, the cause can be anywhere that fills the input.
bool FillsInput(const TreeNode& node, const std::vector<TensorUse>& uses, bool has_function_only) {
  if (has_function_only) return true;
  const TreeNode function = node.Within({"function_definition"});
  return function && std::any_of(uses.begin(), uses.end(), [&](const TensorUse& use) {
           return !use.output && use.assigned && function.Holds(use.element);
         });
}

}  // namespace

std::vector<Proposal> DivisionRule::Propose(const RepairCase& candidate) const {
  // A function's cases see only that its result is wrong.
  const bool named = candidate.Has("integer_division");
  const bool wrong = named || candidate.Has("input_scaling") || candidate.Has("input_out_of_range");
  if (!candidate.builds() || !wrong) return {};
  const std::vector<TensorUse> uses = named ? std::vector<TensorUse>() : TensorUses(candidate);
  const bool function_only = !candidate.view.functions().contains("loop");
  std::vector<Proposal> proposals;
  std::set<std::size_t> seen;
  for (const TreeNode& node : candidate.tree.All({"binary_expression"})) {
    if (OperatorOf(node) != "/" || !IsWhole(candidate, node.child("left")) ||
        !IsWhole(candidate, node.child("right")) || !BecomesReal(candidate, node) ||
        (!named && !FillsInput(node, uses, function_only)))
      continue;
    const TreeNode first = FirstFactor(node.child("left"));
    if (!seen.insert(first.begin()).second) continue;
    proposals.push_back({"",
                         "integer_division",
                         fmt::format("divides {} as a real number", first.text()),
                         {Replace(first, fmt::format("static_cast<float>({})", first.text()))}});
  }
  return proposals;
}

}  // namespace autopilot
