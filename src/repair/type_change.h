#pragma once

/// Giving a variable another type, and with it everything that is bound to it.

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "repair/repair_rule.h"

namespace autopilot {

/// True for the names of whole-number types.
bool IsWholeType(const std::string& type);
/// float and double.
bool IsRealType(std::string_view type);

/// Collects the edits that make variables whole numbers of one type. A parameter that is handed on by reference or
/// pointer takes its function's prototypes and the variables of its callers with it.
class TypeChange {
 public:
  TypeChange(const RepairCase& candidate, std::string wanted) : candidate_(candidate), wanted_(std::move(wanted)) {}

  /// Does nothing to a variable that has the type, or that is no whole number.
  void Change(const Variable& variable);
  /// The variable behind "r", "&r", "*r" or "rgb[0]", if it is one.
  void ChangeArgument(TreeNode argument);

  const std::vector<std::string>& names() const { return names_; }
  std::vector<Edit> TakeEdits() { return std::move(edits_); }

 private:
  void ChangeType(const TreeNode& type);
  void FollowParameter(const Variable& variable);

  const RepairCase& candidate_;
  std::string wanted_;
  std::set<std::size_t> seen_;
  std::vector<std::string> names_;
  std::vector<Edit> edits_;
};

}  // namespace autopilot
