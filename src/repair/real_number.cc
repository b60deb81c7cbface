#include "repair/real_number.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "core/text.h"
#include "gate/source_text.h"

namespace autopilot {
namespace {

constexpr int kMostSteps = 12;

TreeNode WithoutBrackets(TreeNode node) {
  while (node && node.Is("parenthesized_expression") && !node.parts().empty()) node = node.parts().front();
  return node;
}

double NumberOf(const TreeNode& node) { return std::strtod(std::string(node.text()).c_str(), nullptr); }

/// A number that turns a fraction into a byte, or rounds it.
bool IsByteNumber(const TreeNode& node) {
  static const std::set<double> kNumbers = {127, 128, 255, 256, 0.5};
  return node.Is("number_literal") && kNumbers.contains(NumberOf(node));
}

/// An end of what a byte can hold.
bool IsLimit(const TreeNode& node) {
  static const std::set<double> kLimits = {0, 127, -127, -128, 255};
  static const std::set<std::string, std::less<>> kNames = {"INT8_MIN", "INT8_MAX", "UINT8_MAX"};
  if (node.Is("identifier")) return kNames.contains(node.text());
  const bool number = node.Is("number_literal") || (node.Is("unary_expression") && node.All({"identifier"}).empty());
  return number && kLimits.contains(NumberOf(node));
}

bool NamesRealType(std::string_view type) { return Contains(type, "float") || Contains(type, "double"); }

/// A name for a scale or a zero point: "in_scale", "scale_", "zeroPoint".
bool IsParameterName(std::string_view name) {
  const std::string word = Lower(name);
  return word.ends_with("scale") || word.starts_with("scale_") || word.ends_with("zero") ||
         Contains(word, "zero_point") || Contains(word, "zeropoint");
}

struct Part {
  std::string text;   ///< Empty: nothing can be told.
  bool whole = true;  ///< One operand: needs no brackets in an expression.
  std::string InExpression() const { return whole || text.empty() ? text : "(" + text + ")"; }
};

class Reader {
 public:
  explicit Reader(const RepairCase& candidate) : candidate_(candidate) {}

  Part Read(TreeNode node, int steps = 0) const {
    node = WithoutBrackets(node);
    if (!node || steps > kMostSteps) return {};
    if (node.Is("cast_expression")) {
      const bool real = node.child("type") && NamesRealType(node.child("type").text());
      return real ? As(node) : Read(node.child("value"), steps + 1);
    }
    if (node.Is("call_expression")) return OfCall(node, steps);
    if (node.Is("conditional_expression")) return OfLimits(node, steps);
    if (node.Is("binary_expression")) return OfOperands(node, steps);
    if (node.Is("identifier")) {
      const Variable* kept = KeptWhole(node);
      if (kept != nullptr) return Read(kept->value, steps + 1);
    }
    return As(node);
  }

 private:
  static Part As(const TreeNode& node) { return {std::string(node.text()), !node.Is("binary_expression")}; }

  /// Rounding, casts and limits are looked through; what else a function does stays.
  Part OfCall(const TreeNode& node, int steps) const {
    static const std::set<std::string, std::less<>> kRounding = {"round", "roundf", "lround", "lroundf", "rint",
                                                                 "rintf", "floor",  "floorf", "trunc",   "truncf"};
    const std::string_view function = node.child("function").text();
    const std::vector<TreeNode> arguments = node.child("arguments").parts();
    if (arguments.empty()) return As(node);
    const auto bracket = function.find('<');
    const bool cast = bracket != std::string_view::npos && function.substr(0, bracket).ends_with("_cast");
    if (cast) return NamesRealType(function.substr(bracket)) ? As(node) : Read(arguments.front(), steps + 1);
    if (arguments.size() == 1) {
      return kRounding.contains(LastName(function)) ? Read(arguments.front(), steps + 1) : As(node);
    }
    // max(-128, min(127, x)), constrain(x, -128, 127), Quantize(x, scale, zero_point): all but one are known.
    TreeNode value;
    for (const TreeNode& argument : arguments) {
      if (IsLimit(argument) || IsOnlyQuantisation(candidate_, argument)) continue;
      if (value) return As(node);
      value = argument;
    }
    return value ? Read(value, steps + 1) : As(node);
  }

  /// q > 127 ? 127 : q
  Part OfLimits(const TreeNode& node, int steps) const {
    const TreeNode then = WithoutBrackets(node.child("consequence"));
    const TreeNode otherwise = WithoutBrackets(node.child("alternative"));
    const bool first = IsLimit(then);
    if (first == IsLimit(otherwise)) return As(node);
    const TreeNode value = first ? otherwise : then;
    for (const TreeNode& name : value.All({"identifier"})) {
      if (HasWord(node.child("condition").text(), name.text())) return Read(value, steps + 1);
    }
    return As(node);
  }

  Part OfOperands(const TreeNode& node, int steps) const {
    const TreeNode left = WithoutBrackets(node.child("left"));
    const TreeNode right = WithoutBrackets(node.child("right"));
    const std::string_view sign = node.child("operator") ? node.child("operator").text() : std::string_view();
    const bool left_known = IsOnlyQuantisation(candidate_, left);
    const bool right_known = IsOnlyQuantisation(candidate_, right);
    if (left_known && right_known) return {};
    if (sign == "+" || sign == "*" || (sign == "-" && right_known)) {
      if (right_known) return Read(left, steps + 1);
      // The factor made the rest a real number.
      Part rest = left_known ? Read(right, steps + 1) : Part();
      if (left_known && sign != "+" && !rest.text.empty()) rest = {"1.0f * " + rest.InExpression(), false};
      if (left_known) return rest;
    }
    // x / 255 may be the input's own scaling, x / scale is not.
    if (sign == "/" && right_known && !IsByteNumber(right)) return Read(left, steps + 1);
    if (!IsQuantisation(candidate_, node)) return As(node);
    if (left_known || sign.size() != 1 || !Contains("+-*/", sign)) return {};
    const Part a = Read(left, steps + 1);
    const Part b = Read(right, steps + 1);
    if (a.text.empty() || b.text.empty()) return {};
    // A product in front of a quotient or product needs no brackets.
    const bool chain = left.Is("binary_expression") && (sign == "/" || sign == "*") && left.child("operator") &&
                       (left.child("operator").text() == "*" || left.child("operator").text() == "/");
    return {fmt::format("{} {} {}", chain ? a.text : a.InExpression(), sign, b.InExpression()), false};
  }

  /// A variable that only keeps the whole number; null where it is more than that, or written again.
  const Variable* KeptWhole(const TreeNode& name) const {
    const Variable* variable = candidate_.view.Find(name.text(), name.begin());
    if (variable == nullptr || variable->parameter || variable->global() || variable->pointer || variable->array ||
        !variable->value || NamesRealType(variable->type))
      return nullptr;
    const TreeNode value = WithoutBrackets(variable->value);
    const bool rounds = value.Is("cast_expression") || value.Is("call_expression");
    if (!IsQuantisation(candidate_, value) && !(rounds && Read(value, kMostSteps - 3).text != value.text()))
      return nullptr;
    for (const TreeNode& use : candidate_.tree.Named(variable->name)) {
      const TreeNode up = use.parent();
      const bool written = (up.Is("assignment_expression") && up.child("left") == use) || up.Is("update_expression");
      if (written && candidate_.view.Find(variable->name, use.begin()) == variable) return nullptr;
    }
    return variable;
  }

  const RepairCase& candidate_;
};

}  // namespace

bool IsQuantisation(const RepairCase& candidate, const TreeNode& node) {
  for (const TreeNode& name : node.All({"identifier", "field_identifier"})) {
    if (IsParameterName(name.text())) return true;
    const Variable* variable = name.Is("identifier") ? candidate.view.Find(name.text(), name.begin()) : nullptr;
    if (variable == nullptr || !variable->value) continue;
    const std::string_view value = variable->value.text();
    if (HasWord(value, "params") && (HasWord(value, "scale") || HasWord(value, "zero_point")) &&
        !variable->value.Is("binary_expression"))
      return true;
  }
  return false;
}

bool IsOnlyQuantisation(const RepairCase& candidate, const TreeNode& part) {
  const TreeNode node = WithoutBrackets(part);
  if (!node) return false;
  if (IsByteNumber(node)) return true;
  if (node.Is("cast_expression")) return IsOnlyQuantisation(candidate, node.child("value"));
  if (node.Is("unary_expression")) return IsOnlyQuantisation(candidate, node.child("argument"));
  if (node.Is("identifier") || node.Is("field_expression")) return IsQuantisation(candidate, node);
  if (!node.Is("binary_expression")) return false;
  const TreeNode left = WithoutBrackets(node.child("left"));
  const TreeNode right = WithoutBrackets(node.child("right"));
  const bool left_only = IsOnlyQuantisation(candidate, left);
  const bool right_only = IsOnlyQuantisation(candidate, right);
  return (left_only && (right_only || right.Is("number_literal"))) || (right_only && left.Is("number_literal"));
}

std::string RealNumberIn(const RepairCase& candidate, const TreeNode& value) {
  return Reader(candidate).Read(value).text;
}

}  // namespace autopilot
