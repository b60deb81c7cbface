#include "repair/unknown_object_rule.h"

#include <fmt/format.h>

#include <algorithm>

namespace autopilot {
namespace {

/// A class of the library's by its name, which the compiler does not know.
bool IsUnknownClass(const RepairCase& candidate, const Variable& variable) {
  const std::string type(LastName(variable.type.substr(0, variable.type.find('<'))));
  const bool of_library = variable.type.find("tflite::") != std::string::npos || type.substr(0, 6) == "TfLite" ||
                          type.substr(0, 6) == "Tflite" || type.substr(0, 3) == "TFL";
  return of_library && !candidate.contract.library.symbol_header.contains(type) && candidate.Complains(type);
}

void LeaveOutObjects(const RepairCase& candidate, std::vector<Proposal>& proposals) {
  for (const Variable& variable : candidate.view.variables()) {
    if (variable.parameter || !variable.alone() || !IsUnknownClass(candidate, variable)) continue;
    std::vector<Edit> edits = {DeleteLines(candidate.tree, variable.declaration)};
    bool used = false;
    for (const TreeNode& use : candidate.tree.Named(variable.name)) {
      if (variable.declaration.Holds(use)) continue;
      // `options.something(...);` is its configuration.
      TreeNode up = use;
      while (up && (up.Is("field_expression") || up.Is("call_expression") || up == use)) up = up.parent();
      if (up && up.Is("assignment_expression")) up = up.parent();
      if (up && up.Is("expression_statement") && up.begin() == use.begin()) {
        edits.push_back(DeleteLines(candidate.tree, up));
      } else {
        used = true;
      }
    }
    if (used) continue;
    proposals.push_back({"", "profile_mismatch",
                         fmt::format("leaves out {}: the library has no {}", variable.name, variable.type),
                         std::move(edits)});
  }
}

/// The same words at the same level, and no branch of the preprocessor around them.
bool SaysTheSame(const Variable& first, const Variable& later) {
  const auto in_branch = [](const Variable& variable) {
    return static_cast<bool>(
        variable.declaration.Within({"preproc_if", "preproc_ifdef", "preproc_else", "preproc_elif"}));
  };
  return first.declaration.text() == later.declaration.text() && !in_branch(first) && !in_branch(later) &&
         first.declaration.parent() == later.declaration.parent();
}

/// What is defined twice in the same words is wanted once.
void LeaveOutDoubles(const RepairCase& candidate, std::vector<Proposal>& proposals) {
  for (const Variable& later : candidate.view.variables()) {
    if (!later.global() || !later.alone() || later.external) continue;
    const Variable* first = candidate.view.FindGlobal(later.name);
    if (first == &later || first->external || !SaysTheSame(*first, later)) continue;
    proposals.push_back({"",
                         "syntax_error",
                         fmt::format("leaves out the second definition of {}", later.name),
                         {DeleteLines(candidate.tree, later.declaration)}});
  }
}

void JoinTemplates(const RepairCase& candidate, std::vector<Proposal>& proposals) {
  if (!candidate.Has("undeclared_identifier") && !candidate.Has("syntax_error")) return;
  std::vector<Edit> edits;
  for (const TreeNode& node : candidate.tree.All({"template_declaration"})) {
    const TreeNode parameters = node.child("parameters");
    const std::vector<TreeNode> parts = node.parts();
    if (!parameters || parts.size() < 2 || !parts[1].Is("function_definition")) continue;
    std::size_t begin = parts[1].begin();
    for (const TreeNode& part : parts[1].children()) {
      if (part.Is("storage_class_specifier")) begin = part.end() + 1;
    }
    if (parts[1].line() > parameters.line() || begin > parts[1].begin())
      edits.push_back({parameters.end(), begin, " "});
  }
  if (!edits.empty()) {
    proposals.push_back({"", "undeclared_identifier", "puts a template on the line of its function", std::move(edits)});
  }
}

}  // namespace

std::vector<Proposal> UnknownObjectRule::Propose(const RepairCase& candidate) const {
  if (candidate.builds()) return {};
  std::vector<Proposal> proposals;
  LeaveOutObjects(candidate, proposals);
  LeaveOutDoubles(candidate, proposals);
  JoinTemplates(candidate, proposals);
  return proposals;
}

}  // namespace autopilot
