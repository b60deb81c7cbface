#include "repair/quantisation_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "core/text.h"
#include "gate/source_text.h"
#include "repair/tensor_uses.h"

namespace autopilot {
namespace {

constexpr std::array kQuantisedTypes = {"int8", "uint8"};

bool IsWhole(const TensorFacts& tensor) {
  return std::find(kQuantisedTypes.begin(), kQuantisedTypes.end(), tensor.type) != kQuantisedTypes.end();
}

/// Numbers that belong to bytes, not to a unit of the input.
bool IsByteNumber(const TreeNode& node) {
  static const std::set<double> kNumbers = {127, 128, 255, 256, 0.5};
  if (!node.Is("number_literal")) return false;
  return kNumbers.contains(std::strtod(std::string(node.text()).c_str(), nullptr));
}

TreeNode WithoutBrackets(TreeNode node) {
  while (node && node.Is("parenthesized_expression") && !node.parts().empty()) node = node.parts().front();
  return node;
}

class Work {
 public:
  explicit Work(const RepairCase& candidate) : candidate_(candidate), model_(*candidate.contract.tflite) {}

  std::vector<Proposal> Run() {
    const bool number = candidate_.contract.application.report == "number";
    static constexpr std::array kInputCauses = {"input_quantisation", "input_scaling", "constant_input", "crash_memory",
                                                "input_out_of_range"};
    const bool wrong =
        std::any_of(kInputCauses.begin(), kInputCauses.end(), [&](const char* cause) { return candidate_.Has(cause); });
    for (const TensorUse& use : TensorUses(candidate_)) {
      if (!use.output && use.assigned && wrong) IsWhole(model_.input) ? WriteQuantised(use) : WriteReal(use);
      if (use.output && !use.assigned && number && IsWhole(model_.output)) ReadReal(use.element, use.tensor);
    }
    std::vector<Proposal> proposals;
    for (Proposal* proposal : {&input_, &output_}) {
      if (!proposal->edits.empty()) proposals.push_back(std::move(*proposal));
    }
    return proposals;
  }

 private:
  static constexpr int kMostSteps = 12;

  /// Defined once, before the first function.
  void AddHelper(bool output, std::vector<Edit>& edits) const {
    const std::size_t place = candidate_.view.GlobalPlace();
    const bool is_signed = (output ? model_.output : model_.input).type == "int8";
    const std::string whole = is_signed ? "int8_t" : "uint8_t";
    edits.push_back(
        {place, place,
         output ? fmt::format(
                      "// A quantised number as the real one that it stands for.\nfloat RealNumber({} number, const "
                      "TfLiteTensor* tensor) {{\n  return (number - tensor->params.zero_point) * "
                      "tensor->params.scale;\n}}\n\n",
                      whole)
                : fmt::format(
                      "// A real number as the tensor's scale and zero point write it.\n{0} Quantised(float number, "
                      "const TfLiteTensor* tensor) {{\n  const long whole = lroundf(number / tensor->params.scale) + "
                      "tensor->params.zero_point;\n  return static_cast<{0}>(constrain(whole, {1}L, {2}L));\n}}\n\n",
                      whole, is_signed ? -128 : 0, is_signed ? 127 : 255)});
  }

  /// Speaks of how a tensor is quantised, if only through a variable that keeps it.
  bool IsParameter(const TreeNode& node) const {
    if (HasWord(node.text(), "scale") || HasWord(node.text(), "zero_point")) return true;
    for (const TreeNode& name : node.All({"identifier", "field_identifier"})) {
      const std::string word = Lower(name.text());
      if (Contains(word, "scale") || Contains(word, "zero")) return true;
      const Variable* variable = name.Is("identifier") ? candidate_.view.Find(name.text(), name.begin()) : nullptr;
      if (variable == nullptr || !variable->value) continue;
      const std::string_view value = variable->value.text();
      if (HasWord(value, "params") && (HasWord(value, "scale") || HasWord(value, "zero_point"))) return true;
    }
    return false;
  }

  /// Nothing but parameters and numbers of bytes: no part of it is the real number.
  bool IsOnlyParameters(const TreeNode& node) const {
    if (IsByteNumber(node)) return true;
    if (!node.Is("binary_expression"))
      return (node.Is("identifier") || node.Is("field_expression")) && IsParameter(node);
    return IsOnlyParameters(WithoutBrackets(node.child("left"))) &&
           IsOnlyParameters(WithoutBrackets(node.child("right")));
  }

  static bool IsRounding(std::string_view function) {
    static const std::set<std::string, std::less<>> kNames = {"round",     "roundf", "lround", "lroundf", "floor",
                                                              "floorf",    "rint",   "rintf",  "min",     "max",
                                                              "constrain", "clamp",  "trunc"};
    const auto bracket = function.find('<');
    const std::string_view name = LastName(function.substr(0, bracket));
    return kNames.contains(name) || Contains(function, "_cast<") || Contains(Lower(name), "quanti");
  }

  /// The real number within what is written: without casts, rounding, scale and zero point. Empty if there is none.
  std::string Real(TreeNode node, int steps = 0) const {
    node = WithoutBrackets(node);
    if (!node || steps > kMostSteps) return "";
    if (node.Is("cast_expression")) {
      const bool real = node.child("type") &&
                        (Contains(node.child("type").text(), "float") || Contains(node.child("type").text(), "double"));
      return real ? std::string(node.text()) : Real(node.child("value"), steps + 1);
    }
    if (node.Is("call_expression") && IsRounding(node.child("function").text())) {
      // max(-128, min(127, x)), constrain(x, -128, 127): the one that is no number.
      for (const TreeNode& argument : node.child("arguments").parts()) {
        if (argument.All({"identifier"}).empty()) continue;
        return Real(argument, steps + 1);
      }
      return "";
    }
    if (node.Is("conditional_expression")) {
      // Cut off at the ends of the type: v > 127 ? 127 : v.
      const TreeNode then = node.child("consequence");
      const TreeNode otherwise = node.child("alternative");
      return Real(then && then.Is("number_literal") ? otherwise : then, steps + 1);
    }
    if (node.Is("binary_expression")) return RealOperand(node, steps);
    if (node.Is("identifier")) {
      const Variable* variable = candidate_.view.Find(node.text(), node.begin());
      const bool kept = variable != nullptr && !variable->parameter && !variable->global() && !variable->pointer &&
                        !variable->array && variable->value && variable->type != "float" &&
                        variable->type != "double" && (variable->type != "auto" || IsParameter(variable->value));
      if (kept) return Real(variable->value, steps + 1);
    }
    return std::string(node.text());
  }

  std::string RealOperand(const TreeNode& node, int steps) const {
    const TreeNode left = WithoutBrackets(node.child("left"));
    const TreeNode right = WithoutBrackets(node.child("right"));
    if (IsOnlyParameters(right)) return Real(left, steps + 1);
    if (IsOnlyParameters(left)) {
      // The factor made the rest a real number.
      return "1.0f * " + Real(right, steps + 1);
    }
    const bool inside = IsParameter(node) || left.Is("call_expression") || right.Is("call_expression");
    if (!inside) return std::string(node.text());
    return fmt::format("{} {} {}", Real(left, steps + 1), node.child("operator") ? node.child("operator").text() : "/",
                       Bracketed(right, steps));
  }

  std::string Bracketed(const TreeNode& node, int steps) const {
    const std::string text = Real(node, steps + 1);
    return node.Is("binary_expression") ? "(" + text + ")" : text;
  }

  /// The right type on the way to the tensor.
  void MendType(const TensorUse& use, std::vector<Edit>& edits) {
    const bool real = !IsWhole(model_.input);
    const std::string field = real ? "f" : model_.input.type;
    const std::string type = real ? "float" : model_.input.type + "_t";
    if (use.field && use.field.text() != field && use.field.text() != "<" + type + ">") {
      const bool list = use.field.Is("template_argument_list");
      if (changed_.insert(use.field.begin()).second)
        edits.push_back(Replace(use.field, list ? "<" + type + ">" : field));
    }
    if (use.pointer == nullptr || use.pointer->type == type || use.pointer->type == "auto") return;
    if (!changed_.insert(use.pointer->type_node.begin()).second) return;
    edits.push_back(Replace(use.pointer->type_node, type));
    for (const TreeNode& cast : use.pointer->declarator.All({"cast_expression"})) {
      edits.push_back({cast.begin(), cast.child("value").begin(), ""});
    }
  }

  /// The author's own way to do it, here or in a function of the sketch.
  bool IsQuantised(const TreeNode& value) const {
    if (Mentions(value, "scale") && Mentions(value, "zero_point")) return true;
    const std::vector<TreeNode> calls = value.All({"call_expression"});
    return std::any_of(calls.begin(), calls.end(), [&](const TreeNode& call) {
      const std::string name(call.child("function").text());
      const auto function = candidate_.view.functions().find(name);
      if (function != candidate_.view.functions().end()) return HasWord(function->second.text(), "scale");
      const Variable* variable = candidate_.view.Find(name, call.begin());
      return variable != nullptr && variable->value && HasWord(variable->value.text(), "scale");
    });
  }

  void WriteQuantised(const TensorUse& use) {
    if (IsQuantised(use.assigned) && !candidate_.Has("input_quantisation")) return;
    const std::string real = Real(use.assigned);
    if (real.empty() || Contains(use.assigned.text(), "Quantised(")) return;
    if (input_.edits.empty()) {
      input_ = {"", "input_quantisation", "quantises the inputs by their tensor's scale and zero point", {}};
      if (!candidate_.view.Declares("Quantised")) AddHelper(false, input_.edits);
    }
    input_.edits.push_back(Replace(use.assigned, fmt::format("Quantised({}, {})", real, use.tensor)));
    MendType(use, input_.edits);
  }

  /// Whole numbers that are written to a tensor of real ones.
  void WriteReal(const TensorUse& use) {
    if (!use.field || use.field.text() == "f" || use.field.text() == "<float>") return;
    const std::string real = Real(use.assigned);
    if (real.empty()) return;
    if (input_.edits.empty())
      input_ = {"", "input_scaling", "writes the inputs as the real numbers that the model takes", {}};
    input_.edits.push_back(Replace(use.assigned, real));
    MendType(use, input_.edits);
  }

  /// A raw number that is used as it is. The expression around it that already speaks of its scale is the author's try.
  void ReadReal(const TreeNode& raw, const std::string& tensor) {
    TreeNode whole = raw;
    while (whole.parent() && (whole.parent().Is("parenthesized_expression") || whole.parent().Is("cast_expression") ||
                              (whole.parent().Is("binary_expression") && IsParameter(whole.parent()))))
      whole = whole.parent();
    const bool has_scale = Mentions(whole, "scale");
    const bool has_zero = Mentions(whole, "zero_point");
    if (has_scale && has_zero) return;
    for (const Variable& variable : candidate_.view.variables()) {
      if (!variable.value || !(WithoutBrackets(variable.value) == whole) || variable.global()) continue;
      if (variable.type == "float" || variable.type == "double") break;
      for (const TreeNode& use : candidate_.tree.Named(variable.name)) {
        const bool own =
            !variable.declarator.Holds(use) && candidate_.view.Find(variable.name, use.begin()) == &variable;
        if (own && !IsWritten(use)) ReadReal(use, tensor);
      }
      return;
    }
    if (Contains(whole.text(), "RealNumber(")) return;
    if (output_.edits.empty()) {
      output_ = {"", "output_quantisation", "makes the output real by its tensor's scale and zero point", {}};
      if (!candidate_.view.Declares("RealNumber")) AddHelper(true, output_.edits);
    }
    output_.edits.push_back(Replace(whole, fmt::format("RealNumber({}, {})", raw.text(), tensor)));
  }

  static bool IsWritten(const TreeNode& use) {
    const TreeNode up = use.parent();
    return up && up.Is("assignment_expression") && up.child("left") == use;
  }

  bool Mentions(const TreeNode& node, std::string_view word) const {
    if (HasWord(node.text(), word)) return true;
    const std::vector<TreeNode> names = node.All({"identifier"});
    return std::any_of(names.begin(), names.end(), [&](const TreeNode& name) {
      const Variable* variable = candidate_.view.Find(name.text(), name.begin());
      return variable != nullptr && variable->value && HasWord(variable->value.text(), word);
    });
  }

  const RepairCase& candidate_;
  const TfliteFacts& model_;
  Proposal input_;
  Proposal output_;
  std::set<std::size_t> changed_;
};

}  // namespace

std::vector<Proposal> QuantisationRule::Propose(const RepairCase& candidate) const {
  if (!candidate.builds() || !candidate.contract.tflite) return {};
  return Work(candidate).Run();
}

}  // namespace autopilot
