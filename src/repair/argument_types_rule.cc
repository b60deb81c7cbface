#include "repair/argument_types_rule.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <regex>
#include <set>

namespace autopilot {
namespace {

bool IsWhole(const std::string& type) {
  static const std::set<std::string> kWhole = {"int",
                                               "uint8_t",
                                               "uint16_t",
                                               "uint32_t",
                                               "int8_t",
                                               "int16_t",
                                               "int32_t",
                                               "unsigned int",
                                               "unsigned",
                                               "short",
                                               "long",
                                               "byte",
                                               "unsigned short",
                                               "unsigned long",
                                               "size_t",
                                               "word",
                                               "char",
                                               "unsigned char",
                                               "short unsigned int",
                                               "long int",
                                               "short int",
                                               "long unsigned int",
                                               "signed char"};
  return kWhole.contains(type);
}

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
    if (IsWhole(wanted) && IsWhole(given) && IsWhole(variable->type)) {
      ChangeType(variable->type_node, variable->name, wanted);
    } else if (IsWhole(wanted) && (given == "float" || given == "double") && !variable->pointer) {
      ReadThrough(node, wanted);
    }
  }

  TreeNode NodeAt(const Diagnostic& diagnostic) const {
    if (diagnostic.line <= 0 || diagnostic.column <= 0) return {};
    const std::size_t begin =
        candidate_.tree.LineBegin(diagnostic.line) + static_cast<std::size_t>(diagnostic.column) - 1;
    if (begin >= candidate_.tree.text().size()) return {};
    TreeNode node = candidate_.tree.At(begin, begin + 1);
    if (node.Is("field_identifier")) node = node.parent();
    return node;
  }

  void ChangeType(const TreeNode& type, const std::string& name, const std::string& wanted) {
    if (!changed_.insert(type.begin()).second) return;
    proposals_.push_back({"",
                          "sensor_api_misuse",
                          fmt::format("makes {} a variable of type {}", name, wanted),
                          {Replace(type, wanted)}});
  }

  /// A member of a struct of the sketch's own.
  void MendField(const TreeNode& field, const std::string& wanted) {
    for (const TreeNode& declaration : candidate_.tree.All({"field_declaration"})) {
      const TreeNode type = declaration.child("type");
      if (!type || !IsWhole(std::string(type.text()))) continue;
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
    const TreeNode statement = call.parent();
    if (!statement || !statement.Is("expression_statement")) return;
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
                           {statement.end(), statement.end(), back}}});
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
