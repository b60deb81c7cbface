#include "repair/argument_types_rule.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <regex>
#include <set>

#include "repair/type_change.h"

namespace autopilot {
namespace {

class Work {
 public:
  explicit Work(const RepairCase& candidate) : candidate_(candidate) {}

  std::vector<Proposal> Run() {
    static const std::regex kReference(
        R"(cannot bind non-const lvalue reference of type '(\w+)&' to a (?:value of type|rvalue of type) '([\w ]+)')");
    static const std::regex kPointer(R"((?:cannot convert|invalid conversion from) '([\w ]+)\*'.* to '(\w+)\*')");
    for (const Diagnostic& diagnostic : candidate_.diagnostics) {
      if (diagnostic.kind != Diagnostic::Kind::kError) continue;
      std::smatch match;
      if (std::regex_search(diagnostic.message, match, kReference)) {
        Mend(diagnostic, match[1], match[2]);
      } else if (std::regex_search(diagnostic.message, match, kPointer)) {
        Mend(diagnostic, match[2], match[1]);
      }
    }
    SpreadArrays();
    return std::move(proposals_);
  }

 private:
  void Mend(const Diagnostic& diagnostic, const std::string& wanted, const std::string& given) {
    TreeNode node = NodeAt(diagnostic);
    if (node && node.Is("pointer_expression")) node = node.child("argument");
    while (node && node.Is("subscript_expression")) node = node.child("argument");
    if (!node) return;
    if (node.Is("field_identifier")) {
      MendField(node, wanted);
      return;
    }
    if (node.Is("field_expression")) {
      MendField(node.child("field"), wanted);
      return;
    }
    if (!node.Is("identifier")) return;
    const Variable* variable = candidate_.view.Find(node.text(), node.begin());
    if (variable == nullptr) return;
    if (IsWholeType(wanted) && IsWholeType(given) && IsWholeType(variable->type)) {
      TypeChange change(candidate_, wanted);
      change.Change(*variable);
      // The compiler complains of the first argument only.
      const TreeNode list = node.Within({"argument_list"});
      if (list && list.parent().child("function").text().find('.') != std::string_view::npos) {
        for (const TreeNode& argument : list.parts()) change.ChangeArgument(argument);
      }
      std::vector<Edit> edits = change.TakeEdits();
      if (!edits.empty() && changed_.insert(edits.front().begin).second) {
        proposals_.push_back({"", "sensor_api_misuse",
                              fmt::format("makes {} of type {}", fmt::join(change.names(), ", "), wanted),
                              std::move(edits)});
      }
    } else if (IsWholeType(wanted) && (given == "float" || given == "double") && !variable->pointer) {
      ReadThrough(node, wanted);
    }
  }

  TreeNode NodeAt(const Diagnostic& diagnostic) const {
    if (diagnostic.line <= 0 || diagnostic.column <= 0) return {};
    const std::size_t begin =
        candidate_.tree.LineBegin(diagnostic.line) + static_cast<std::size_t>(diagnostic.column) - 1;
    if (begin >= candidate_.tree.text().size()) return {};
    TreeNode node = candidate_.tree.At(begin, begin + 1);
    // Of rgb[0] the compiler shows the bracket.
    if (node.Is("field_identifier") || node.Is("subscript_argument_list")) node = node.parent();
    return node;
  }

  void ChangeType(const TreeNode& type, const std::string& name, const std::string& wanted) {
    if (!changed_.insert(type.begin()).second) return;
    proposals_.push_back({"",
                          "sensor_api_misuse",
                          fmt::format("makes {} a variable of type {}", name, wanted),
                          {Replace(type, wanted)}});
  }

  /// readColor(rgb) with all channels in one array: they are asked for one by one.
  void SpreadArrays() {
    if (!candidate_.contract.sensor) return;
    const std::string& form = candidate_.contract.sensor->read;
    const auto channels = std::count(form.begin(), form.end(), '{');
    for (const Call& call : candidate_.view.calls()) {
      const bool reads = call.object && call.arguments.size() == 1 &&
                         form.starts_with(fmt::format("{}.{}(", call.object.text(), call.name));
      const Variable* array = reads && call.arguments[0].Is("identifier")
                                  ? candidate_.view.Find(call.arguments[0].text(), call.node.begin())
                                  : nullptr;
      if (channels < 2 || array == nullptr || !array->array) continue;
      const std::vector<TreeNode> bounds = array->declaration.All({"array_declarator"});
      const bool fits = bounds.size() == 1 && bounds[0].child("size") &&
                        bounds[0].child("size").text() == fmt::format("{}", channels);
      if (!fits) continue;
      std::vector<std::string> elements;
      for (int i = 0; i < channels; ++i) elements.push_back(fmt::format("{}[{}]", array->name, i));
      proposals_.push_back({"",
                            "sensor_api_misuse",
                            fmt::format("gives {} each element of {}", call.name, array->name),
                            {Replace(call.list, fmt::format("({})", fmt::join(elements, ", ")))}});
    }
  }

  /// A member of a struct of the sketch's own.
  void MendField(const TreeNode& field, const std::string& wanted) {
    for (const TreeNode& declaration : candidate_.tree.All({"field_declaration"})) {
      const TreeNode type = declaration.child("type");
      if (!type || !IsWholeType(std::string(type.text()))) continue;
      for (const TreeNode& name : declaration.All({"field_identifier"})) {
        if (name.text() == field.text()) ChangeType(type, std::string(name.text()), wanted);
      }
    }
  }

  /// Real variables stay real, lest their quotients become whole.
  void ReadThrough(const TreeNode& argument, const std::string& wanted) {
    const TreeNode list = argument.Within({"argument_list"});
    if (!list || !changed_.insert(list.begin()).second) return;
    const TreeNode call = list.parent();
    TreeNode statement = call.parent();
    while (statement && !statement.Is("expression_statement") && !statement.Is("if_statement") &&
           !statement.Is("compound_statement"))
      statement = statement.parent();
    if (!statement || statement.Is("compound_statement")) return;
    std::size_t behind = statement.end();
    if (statement.Is("if_statement")) {
      const TreeNode condition = statement.child("condition");
      const TreeNode then = statement.child("consequence");
      if (!condition || !condition.Holds(call)) return;
      const bool refused = condition.text().find('!') != std::string_view::npos;
      if (!refused && (!then || !then.Is("compound_statement"))) return;
      if (!refused) behind = then.begin() + 1;
    }
    const std::size_t line = candidate_.tree.LineBegin(statement.line());
    const std::string indent(candidate_.tree.text().substr(line, statement.begin() - line));
    if (indent.find_first_not_of(" \t") != std::string::npos) return;
    std::vector<std::string> declared;
    std::vector<std::string> names;
    std::string back;
    for (const TreeNode& one : list.parts()) {
      std::string stem;
      for (const char c : one.text()) stem += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
      const std::string name = candidate_.view.FreshName(stem + "_count");
      names.push_back(name);
      declared.push_back(name + " = 0");
      back += fmt::format("\n{}{} = {};", indent, one.text(), name);
    }
    proposals_.push_back({"",
                          "sensor_api_misuse",
                          fmt::format("reads whole numbers before they become {}", "real ones"),
                          {{line, line, fmt::format("{}{} {};\n", indent, wanted, fmt::join(declared, ", "))},
                           Replace(list, fmt::format("({})", fmt::join(names, ", "))),
                           {behind, behind, back}}});
  }

  const RepairCase& candidate_;
  std::set<std::size_t> changed_;
  std::vector<Proposal> proposals_;
};

}  // namespace

std::vector<Proposal> ArgumentTypesRule::Propose(const RepairCase& candidate) const {
  if (candidate.builds()) return {};
  return Work(candidate).Run();
}

}  // namespace autopilot
