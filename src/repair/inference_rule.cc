#include "repair/inference_rule.h"

#include <fmt/format.h>

#include "repair/tensor_uses.h"

namespace autopilot {
namespace {

std::string IndentOf(const RepairCase& candidate, const TreeNode& node) {
  const std::size_t line = candidate.tree.LineBegin(node.line());
  const std::string indent(candidate.tree.text().substr(line, node.begin() - line));
  return indent.find_first_not_of(" \t") == std::string::npos ? indent : "";
}

/// Where in a block the last input is written and, behind it, the first answer is read.
struct Order {
  TreeNode written;  ///< Statements of the block.
  TreeNode read;
};

/// The innermost block that holds a write to the input and, in a later statement, a read of the output.
Order FindOrder(const std::vector<TensorUse>& uses) {
  Order order;
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
      order = {from, read};
      break;
    }
  }
  return order;
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

std::vector<Proposal> Missing(const RepairCase& candidate, const Order& order) {
  const std::string access = InterpreterAccess(candidate);
  if (access.empty()) return {};
  const std::string indent = IndentOf(candidate, order.read);
  return {{"",
           "no_inference",
           "asks the model once its inputs are written",
           {{order.read.begin(), order.read.begin(), fmt::format("{}Invoke();\n{}", access, indent)}}}};
}

std::vector<Proposal> TooLate(const RepairCase& candidate, const Order& order, const Call& call) {
  const TreeNode block = order.read.parent();
  const TreeNode asked = StatementIn(block, call.node);
  if (!asked || asked.begin() < order.read.end() || asked.Is("declaration")) return {};
  const std::string indent = IndentOf(candidate, order.read);
  return {{"",
           "stale_result",
           "asks the model before its answer is read",
           {{order.read.begin(), order.read.begin(), fmt::format("{}\n{}", asked.text(), indent)},
            DeleteLines(candidate.tree, asked)}}};
}

}  // namespace

std::vector<Proposal> InferenceRule::Propose(const RepairCase& candidate) const {
  if (!candidate.builds()) return {};
  const std::vector<const Call*> calls = candidate.view.CallsOf("Invoke");
  const bool missing = calls.empty() && candidate.Has("no_inference");
  const bool late = calls.size() == 1 && candidate.Has("stale_result");
  if (!missing && !late) return {};
  const std::vector<TensorUse> uses = TensorUses(candidate);
  Order order = FindOrder(uses);
  // The input may be written in ways that nobody follows, as a whole or elsewhere.
  if (!order.read && missing) order.read = FirstRead(uses);
  if (!order.read) return {};
  return missing ? Missing(candidate, order) : TooLate(candidate, order, *calls.front());
}

}  // namespace autopilot
