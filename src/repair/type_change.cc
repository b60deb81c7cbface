#include "repair/type_change.h"

namespace autopilot {
namespace {

TreeNode DeclaratorOf(const TreeNode& node) {
  TreeNode declarator = node.child("declarator");
  while (declarator && !declarator.Is("function_declarator")) declarator = declarator.child("declarator");
  return declarator;
}

}  // namespace

bool IsWholeType(const std::string& type) {
  static const std::set<std::string> kWhole = {"int",
                                               "uint8_t",
                                               "uint16_t",
                                               "uint32_t",
                                               "int8_t",
                                               "int16_t",
                                               "int32_t",
                                               "long",
                                               "unsigned int",
                                               "unsigned",
                                               "short",
                                               "byte",
                                               "unsigned short",
                                               "unsigned long",
                                               "word",
                                               "char",
                                               "unsigned char",
                                               "size_t",
                                               "signed char",
                                               "short unsigned int",
                                               "long int",
                                               "short int",
                                               "long unsigned int"};
  return kWhole.contains(type);
}

bool IsRealType(std::string_view type) { return type == "float" || type == "double"; }

void TypeChange::ChangeType(const TreeNode& type) {
  if (!seen_.insert(type.begin()).second || type.text() == wanted_) return;
  edits_.push_back(Replace(type, wanted_));
}

void TypeChange::Change(const Variable& variable) {
  if (!IsWholeType(variable.type) || variable.type == wanted_ || seen_.contains(variable.type_node.begin())) return;
  names_.push_back(variable.name);
  ChangeType(variable.type_node);
  if (variable.parameter && (variable.reference || variable.pointer)) FollowParameter(variable);
}

void TypeChange::ChangeArgument(TreeNode argument) {
  while (argument && !argument.Is("identifier")) {
    if (!argument.Is("pointer_expression") && !argument.Is("subscript_expression")) return;
    argument = argument.child("argument");
  }
  if (!argument) return;
  const Variable* variable = candidate_.view.Find(argument.text(), argument.begin());
  if (variable != nullptr) Change(*variable);
}

void TypeChange::FollowParameter(const Variable& variable) {
  const TreeNode own = DeclaratorOf(variable.scope);
  const TreeNode list = own ? own.child("parameters") : TreeNode();
  if (!list) return;
  const std::string name(own.child("declarator").text());
  const std::vector<TreeNode> parameters = list.parts();
  std::size_t place = 0;
  while (place < parameters.size() && !parameters[place].Holds(variable.name_node)) ++place;
  if (place == parameters.size()) return;
  for (const TreeNode& prototype : candidate_.tree.All({"function_declarator"})) {
    if (prototype == own || !prototype.child("declarator") || prototype.child("declarator").text() != name) continue;
    const std::vector<TreeNode> others = prototype.child("parameters").parts();
    if (others.size() != parameters.size() || !others[place].child("type")) continue;
    if (others[place].child("type").text() == variable.type) ChangeType(others[place].child("type"));
  }
  for (const Call* call : candidate_.view.CallsOf(name)) {
    if (call->arguments.size() == parameters.size()) ChangeArgument(call->arguments[place]);
  }
}

}  // namespace autopilot
