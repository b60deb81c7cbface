#pragma once

/// What a sketch declares, read from its syntax tree; what all rules ask for.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "repair/edit.h"
#include "repair/sketch_tree.h"

namespace autopilot {

/// A variable, parameters among them.
struct Variable {
  std::string name;
  std::string type;  ///< As written, without qualifiers, pointers and array bounds: "tflite::Model".
  bool pointer = false;
  bool reference = false;
  bool array = false;
  bool parameter = false;
  bool constant = false;  ///< const or constexpr stands before it.
  bool external = false;  ///< extern, and no value.
  TreeNode type_node;
  TreeNode name_node;
  TreeNode declarator;   ///< With its value, if it has one.
  TreeNode declaration;  ///< The whole statement, other declarators of it included; of a parameter, that alone.
  TreeNode scope;        ///< The block, function or loop that it lives in; none: global.
  TreeNode value;        ///< What follows "=", or the list of arguments; none without.
  std::vector<TreeNode> arguments;  ///< Of its constructor.

  bool global() const { return !scope; }
  bool alone() const;  ///< Its declaration declares nothing else.
};

/// A call: `function(arguments)`, `object.method(arguments)` or `object->method(arguments)`.
struct Call {
  TreeNode node;
  TreeNode function;  ///< The whole of what is called.
  TreeNode object;    ///< None for a plain function.
  std::string name;   ///< Of function or method, its namespaces left out.
  std::vector<TreeNode> arguments;
  TreeNode list;  ///< "(...)"
};

struct IncludeLine {
  std::string header;
  TreeNode node;
};

/// As valid as the tree.
class SketchView {
 public:
  explicit SketchView(const SketchTree& tree);

  const std::vector<IncludeLine>& includes() const { return includes_; }
  const std::vector<Variable>& variables() const { return variables_; }
  const std::vector<Call>& calls() const { return calls_; }
  /// Definitions of functions outside classes, by name; of overloads the first.
  const std::map<std::string, TreeNode>& functions() const { return functions_; }

  bool Includes(std::string_view header) const;
  /// What `name` means at this place of the text: the innermost variable declared before it, else a global one.
  const Variable* Find(std::string_view name, std::size_t offset) const;
  const Variable* FindGlobal(std::string_view name) const;
  /// True if anything of this name is declared anywhere: variable, function, type, macro, enumerator.
  bool Declares(std::string_view name) const;
  /// A name that stands nowhere in the sketch: `wish`, or with a number behind it.
  std::string FreshName(const std::string& wish) const;
  /// Where a new #include goes: behind the last one before the first declaration, at the begin of a line.
  std::size_t IncludePlace() const;
  /// Where a new global declaration goes: before the first declaration behind the includes, at the begin of a line.
  std::size_t GlobalPlace() const;
  /// Calls of this name.
  std::vector<const Call*> CallsOf(std::string_view name) const;

 private:
  void AddDeclaration(const TreeNode& declaration);
  void AddDeclarator(const TreeNode& declaration, const TreeNode& declarator);

  const SketchTree* tree_;
  std::vector<IncludeLine> includes_;
  std::vector<Variable> variables_;
  std::vector<Call> calls_;
  std::map<std::string, TreeNode> functions_;
  std::vector<std::string> other_names_;  ///< Of types, macros, enumerators.
};

/// The line or lines of a node with their end, if nothing else stands on them; else the node alone.
Edit DeleteLines(const SketchTree& tree, const TreeNode& node);
Edit Replace(const TreeNode& node, std::string text);
/// The last part of a qualified name: "ops::micro::AllOpsResolver" -> "AllOpsResolver".
std::string_view LastName(std::string_view qualified);

}  // namespace autopilot
