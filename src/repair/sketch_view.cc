#include "repair/sketch_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "gate/source_text.h"

namespace autopilot {
namespace {

/// Everything that a name can live in.
TreeNode ScopeOf(const TreeNode& node) {
  return node.Within({"compound_statement", "function_definition", "for_statement", "for_range_loop",
                      "lambda_expression", "class_specifier", "struct_specifier"});
}

bool HasQualifier(const TreeNode& declaration, std::string_view word) {
  for (const TreeNode& part : declaration.children()) {
    if ((part.Is("type_qualifier") || part.Is("storage_class_specifier")) && part.text() == word) return true;
  }
  return false;
}

/// Through pointers, references, arrays and values down to the name.
TreeNode Innermost(TreeNode declarator, Variable& variable) {
  while (declarator) {
    if (declarator.Is("pointer_declarator")) variable.pointer = true;
    if (declarator.Is("reference_declarator")) variable.reference = true;
    if (declarator.Is("array_declarator")) variable.array = true;
    if (declarator.Is("identifier")) return declarator;
    const TreeNode inner = declarator.child("declarator");
    if (inner) {
      declarator = inner;
    } else {
      // A reference names its declarator by no field.
      const std::vector<TreeNode> parts = declarator.parts();
      declarator = parts.empty() ? TreeNode() : parts.back();
    }
  }
  return {};
}

std::string HeaderOf(const TreeNode& include) {
  const TreeNode path = include.child("path");
  if (!path || path.text().size() < 2) return "";
  return std::string(path.text().substr(1, path.text().size() - 2));
}

}  // namespace

bool Variable::alone() const {
  if (parameter) return true;
  int declarators = 0;
  for (const TreeNode& part : declaration.parts()) {
    declarators += part.Is("init_declarator") || part.Is("identifier") || part.Is("pointer_declarator") ||
                   part.Is("array_declarator") || part.Is("reference_declarator") || part.Is("function_declarator");
  }
  return declarators == 1;
}

SketchView::SketchView(const SketchTree& tree) : tree_(&tree) {
  for (const TreeNode& node : tree.All({"preproc_include"})) includes_.push_back({HeaderOf(node), node});
  for (const TreeNode& node :
       tree.All({"declaration", "parameter_declaration", "optional_parameter_declaration", "for_range_loop"})) {
    AddDeclaration(node);
  }
  for (const TreeNode& node : tree.All({"function_definition"})) {
    if (node.Within({"class_specifier", "struct_specifier"})) continue;
    TreeNode declarator = node.child("declarator");
    while (declarator && !declarator.Is("function_declarator")) declarator = declarator.child("declarator");
    if (!declarator) continue;
    const TreeNode name = declarator.child("declarator");
    if (name) functions_.emplace(std::string(name.text()), node);
  }
  for (const TreeNode& node : tree.All({"call_expression"})) {
    Call call;
    call.node = node;
    call.function = node.child("function");
    call.list = node.child("arguments");
    if (!call.function || !call.list) continue;
    call.arguments = call.list.parts();
    call.name = std::string(call.function.text());
    if (call.function.Is("field_expression")) {
      call.object = call.function.child("argument");
      if (const TreeNode field = call.function.child("field")) call.name = std::string(field.text());
    } else {
      call.name = std::string(LastName(call.name));
    }
    calls_.push_back(std::move(call));
  }
  for (const TreeNode& node : tree.All({"preproc_def", "preproc_function_def", "class_specifier", "struct_specifier",
                                        "enum_specifier", "enumerator", "alias_declaration", "type_definition"})) {
    TreeNode name = node.child("name");
    if (!name) name = node.child("declarator");
    if (name) other_names_.emplace_back(name.text());
  }
}

void SketchView::AddDeclaration(const TreeNode& declaration) {
  if (declaration.Is("for_range_loop")) {
    AddDeclarator(declaration, declaration.child("declarator"));
    return;
  }
  bool any = false;
  for (const TreeNode& part : declaration.parts()) {
    if (part == declaration.child("type") || part.Is("type_qualifier") || part.Is("storage_class_specifier")) continue;
    if (part.Is("init_declarator") || part.Is("identifier") || part.Is("pointer_declarator") ||
        part.Is("array_declarator") || part.Is("reference_declarator") || part.Is("function_declarator")) {
      AddDeclarator(declaration, part);
      any = true;
    }
    // The value of a parameter is no declarator of its own.
    if (any && !declaration.Is("declaration")) break;
  }
}

void SketchView::AddDeclarator(const TreeNode& declaration, const TreeNode& declarator) {
  if (!declarator) return;
  Variable variable;
  variable.declaration = declaration;
  variable.declarator = declarator;
  variable.type_node = declaration.child("type");
  if (!variable.type_node) return;
  variable.type = std::string(variable.type_node.text());
  variable.parameter = !declaration.Is("declaration") && !declaration.Is("for_range_loop");
  variable.constant = HasQualifier(declaration, "const") || HasQualifier(declaration, "constexpr");
  variable.value = declarator.Is("init_declarator") ? declarator.child("value") : TreeNode();
  variable.external = HasQualifier(declaration, "extern") && !variable.value;
  if (variable.value && (variable.value.Is("argument_list") || variable.value.Is("initializer_list"))) {
    variable.arguments = variable.value.parts();
  }
  TreeNode inner = declarator;
  if (declarator.Is("function_declarator")) {
    // `Type name(a, b);` reads as a prototype; of variables of a class it is a definition, which only the caller knows.
    const TreeNode parameters = declarator.child("parameters");
    if (!parameters) return;
    variable.value = parameters;
    variable.arguments = parameters.parts();
    inner = declarator.child("declarator");
  }
  variable.name_node = Innermost(inner, variable);
  if (!variable.name_node) return;
  variable.name = std::string(variable.name_node.text());
  variable.scope = ScopeOf(declaration);
  if (variable.parameter) {
    // A parameter of a definition lives in it, one of a prototype nowhere.
    const TreeNode owner = declaration.Within({"function_definition", "lambda_expression", "declaration"});
    if (!owner || owner.Is("declaration")) return;
    variable.scope = owner;
  }
  variables_.push_back(std::move(variable));
}

bool SketchView::Includes(std::string_view header) const {
  return std::any_of(includes_.begin(), includes_.end(),
                     [&](const IncludeLine& include) { return include.header == header; });
}

const Variable* SketchView::Find(std::string_view name, std::size_t offset) const {
  const Variable* best = nullptr;
  for (const Variable& variable : variables_) {
    if (variable.name != name) continue;
    if (variable.scope && (offset < variable.scope.begin() || offset >= variable.scope.end())) continue;
    if (variable.scope && !variable.parameter && offset < variable.name_node.begin()) continue;
    if (best == nullptr || !best->scope || (variable.scope && best->scope.Holds(variable.scope))) best = &variable;
  }
  return best;
}

const Variable* SketchView::FindGlobal(std::string_view name) const {
  for (const Variable& variable : variables_) {
    if (variable.global() && variable.name == name) return &variable;
  }
  return nullptr;
}

bool SketchView::Declares(std::string_view name) const {
  return functions_.count(std::string(name)) > 0 ||
         std::find(other_names_.begin(), other_names_.end(), name) != other_names_.end() ||
         std::any_of(variables_.begin(), variables_.end(),
                     [&](const Variable& variable) { return variable.name == name && !variable.external; });
}

std::string SketchView::FreshName(const std::string& wish) const {
  std::string name = wish;
  for (int number = 2; HasWord(tree_->text(), name); ++number) name = fmt::format("{}{}", wish, number);
  return name;
}

std::size_t SketchView::IncludePlace() const {
  // What stands behind the first declaration comes too late for it.
  std::size_t first_declaration = tree_->text().size();
  for (const TreeNode& node : tree_->root().parts()) {
    if (node.kind().substr(0, 8) == "preproc_" || node.kind() == ";") continue;
    first_declaration = node.begin();
    break;
  }
  std::size_t place = 0;
  for (const IncludeLine& include : includes_) {
    // What stands in a condition counts only with it.
    if (include.node.Within({"preproc_if", "preproc_ifdef"}) || include.node.begin() > first_declaration) continue;
    place = include.node.end();
  }
  if (place == 0) return 0;
  // The node ends behind its line, or before what follows on it.
  if (tree_->text()[place - 1] == '\n') return place;
  const auto end = tree_->text().find('\n', place);
  return end == std::string::npos ? tree_->text().size() : end + 1;
}

std::size_t SketchView::GlobalPlace() const {
  const std::size_t includes = IncludePlace();
  for (const TreeNode& node : tree_->root().parts()) {
    if (node.begin() < includes || node.kind().substr(0, 8) == "preproc_" || node.Is("using_declaration")) continue;
    // Comments right before it belong to it.
    TreeNode first = node;
    for (TreeNode before = node.previous(); before && before.Is("comment") && before.begin() >= includes;
         before = before.previous()) {
      if (before.line() + static_cast<int>(std::count(before.text().begin(), before.text().end(), '\n')) + 1 <
          first.line())
        break;
      first = before;
    }
    return tree_->LineBegin(first.line());
  }
  return tree_->text().size();
}

std::vector<const Call*> SketchView::CallsOf(std::string_view name) const {
  std::vector<const Call*> found;
  for (const Call& call : calls_) {
    if (call.name == name) found.push_back(&call);
  }
  return found;
}

Edit DeleteLines(const SketchTree& tree, const TreeNode& node) {
  const std::string& text = tree.text();
  std::size_t begin = node.begin();
  std::size_t end = node.end();
  // The only statement of a condition or loop leaves an empty one behind, lest the next one take its place.
  for (const std::string_view owner :
       {"if_statement", "else_clause", "for_statement", "while_statement", "do_statement"}) {
    if (node.parent().Is(owner)) return {begin, end, ";"};
  }
  while (end > begin && text[end - 1] == '\n') --end;
  std::size_t left = begin;
  while (left > 0 && (text[left - 1] == ' ' || text[left - 1] == '\t')) --left;
  std::size_t right = end;
  while (right < text.size() && (text[right] == ' ' || text[right] == '\t' || text[right] == '\r')) ++right;
  const bool starts = left == 0 || text[left - 1] == '\n';
  // A remark behind it was about it.
  if (starts && text.compare(right, 2, "//") == 0) right = std::min(text.find('\n', right), text.size());
  const bool ends = right == text.size() || text[right] == '\n';
  if (!starts || !ends) return {begin, end, ""};
  return {left, right == text.size() ? right : right + 1, ""};
}

Edit Replace(const TreeNode& node, std::string text) { return {node.begin(), node.end(), std::move(text)}; }

std::string_view LastName(std::string_view qualified) {
  const auto angle = qualified.find('<');
  const auto at = qualified.substr(0, angle).rfind("::");
  return at == std::string_view::npos ? qualified : qualified.substr(at + 2);
}

}  // namespace autopilot
