#include "repair/inference_rule.h"

#include <fmt/format.h>

#include "gate/source_text.h"
#include "repair/tensor_uses.h"

namespace autopilot {
namespace {

std::string IndentOf(const RepairCase& candidate, const TreeNode& node) {
  const std::size_t line = candidate.tree.LineBegin(node.line());
  const std::string indent(candidate.tree.text().substr(line, node.begin() - line));
  return indent.find_first_not_of(" \t") == std::string::npos ? indent : "";
}

/// In the innermost block that holds a write to the input and, in a later statement, a read of the output: that
/// statement. None where there is no such block.
TreeNode ReadBehindWrites(const std::vector<TensorUse>& uses) {
  TreeNode found;
  for (const TensorUse& write : uses) {
    if (write.output || !write.assigned) continue;
    for (TreeNode block = write.element.Within({"compound_statement"}); block;
         block = block.Within({"compound_statement"})) {
      const TreeNode from = StatementIn(block, write.element);
      TreeNode read;
      for (const TensorUse& use : uses) {
        const TreeNode statement = StatementIn(block, use.element);
        const bool behind = use.output && statement && statement.begin() >= from.end();
        if (behind && !read) read = statement;
      }
      if (!read) continue;
      found = read;
      break;
    }
  }
  return found;
}

/// The statement in which the answer is read first, loops over its elements as a whole.
TreeNode FirstRead(const std::vector<TensorUse>& uses) {
  for (const TensorUse& use : uses) {
    if (!use.output || use.assigned) continue;
    TreeNode block = use.element.Within({"compound_statement"});
    while (block && block.parent() &&
           (block.parent().Is("for_statement") || block.parent().Is("while_statement") ||
            block.parent().Is("for_range_loop")))
      block = block.Within({"compound_statement"});
    return StatementIn(block, use.element);
  }
  return {};
}

std::vector<Proposal> Missing(const RepairCase& candidate, const TreeNode& read) {
  const std::string access = InterpreterAccess(candidate);
  if (access.empty()) return {};
  const std::string indent = IndentOf(candidate, read);
  return {{"",
           "no_inference",
           "asks the model once its inputs are written",
           {{read.begin(), read.begin(), fmt::format("{}Invoke();\n{}", access, indent)}}}};
}

std::vector<Proposal> TooLate(const RepairCase& candidate, const TreeNode& read, const Call& call) {
  const TreeNode block = read.parent();
  const TreeNode asked = StatementIn(block, call.node);
  if (!asked || asked.begin() < read.end()) return {};
  // Only the question moves: the call alone, or an `if` on its result that leaves.
  const bool condition = asked.Is("if_statement") && asked.child("condition").Holds(call.node) &&
                         !asked.child("alternative") &&
                         !asked.child("consequence").All({"return_statement", "continue_statement"}).empty();
  const bool stops = asked.Is("if_statement") && asked.child("condition").Holds(call.node) &&
                     asked.child("consequence").Is("expression_statement");
  if (!(call.node.parent() == asked && asked.Is("expression_statement")) && !condition && !stops) return {};
  const std::string indent = IndentOf(candidate, read);
  return {{"",
           "stale_result",
           "asks the model before its answer is read",
           {{read.begin(), read.begin(), fmt::format("{}\n{}", asked.text(), indent)},
            DeleteLines(candidate.tree, asked)}}};
}

}  // namespace

std::vector<Proposal> InferenceRule::Propose(const RepairCase& candidate) const {
  if (!candidate.builds()) return {};
  const std::vector<const Call*> calls = candidate.view.CallsOf("Invoke");
  // In a macro, or by a pointer to the method, it is asked in a way that nobody follows.
  const bool named = HasWord(BlankComments(candidate.tree.text(), true), "Invoke");
  const bool missing = calls.empty() && !named && candidate.Has("no_inference");
  const bool late = calls.size() == 1 && candidate.Has("stale_result");
  if (!missing && !late) return {};
  const std::vector<TensorUse> uses = TensorUses(candidate);
  TreeNode read = ReadBehindWrites(uses);
  // The input may be written in ways that nobody follows, as a whole or elsewhere.
  if (!read && missing) read = FirstRead(uses);
  if (!read) return {};
  return missing ? Missing(candidate, read) : TooLate(candidate, read, *calls.front());
}

}  // namespace autopilot
