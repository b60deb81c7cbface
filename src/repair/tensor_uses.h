#pragma once

/// Where a sketch reads and writes the numbers of the model's tensors.

#include <optional>
#include <string>
#include <vector>

#include "repair/repair_rule.h"

namespace autopilot {

/// One place that names an element: `input->data.f[0]`, `scores[i]`, `*x++`.
struct TensorUse {
  bool output = false;  ///< Of the output tensor; else of the input.
  TreeNode element;     ///< The whole of it.
  TreeNode index;       ///< What stands in the brackets; none for `*x`.
  TreeNode field;       ///< "f" of `data.f`, or "<float>"; that of the variable's value where it goes through one.
  const Variable* pointer = nullptr;  ///< The variable that points to the numbers; null where it goes through none.
  std::string tensor;                 ///< An expression for the tensor: "input", "interpreter->input(0)".
  TreeNode assigned;                  ///< What is written to it by "="; none where it is read.

  /// The number in the brackets, where it is one.
  std::optional<int> literal_index() const;
};

/// In the order of the text.
std::vector<TensorUse> TensorUses(const RepairCase& candidate);

/// "interpreter->" or "interpreter.": what a method of the sketch's interpreter is called on; empty if it has none.
std::string InterpreterAccess(const RepairCase& candidate);

/// The statement that holds a node and is a child of `block`; none where the block does not hold it.
TreeNode StatementIn(const TreeNode& block, TreeNode node);

}  // namespace autopilot
