#include "repair/quantisation_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "core/text.h"
#include "gate/source_text.h"
#include "repair/real_number.h"
#include "repair/tensor_uses.h"
#include "repair/type_change.h"

namespace autopilot {
namespace {

constexpr std::array kQuantisedTypes = {"int8", "uint8"};

bool IsWhole(const TensorFacts& tensor) {
  return std::find(kQuantisedTypes.begin(), kQuantisedTypes.end(), tensor.type) != kQuantisedTypes.end();
}

TreeNode WithoutBrackets(TreeNode node) {
  while (node && node.Is("parenthesized_expression") && !node.parts().empty()) node = node.parts().front();
  return node;
}

/// What of scale and zero point an expression applies already.
struct Applied {
  bool scale = false;
  bool zero_point = false;
  bool any() const { return scale || zero_point; }
  bool all() const { return scale && zero_point; }
};

class Work {
 public:
  explicit Work(const RepairCase& candidate) : candidate_(candidate), model_(*candidate.contract.tflite) {}

  std::vector<Proposal> Run() {
    const bool number = candidate_.contract.application.report == "number";
    static constexpr std::array kInputCauses = {"input_quantisation", "input_scaling", "constant_input", "crash_memory",
                                                "input_out_of_range"};
    const bool wrong =
        std::any_of(kInputCauses.begin(), kInputCauses.end(), [&](const char* cause) { return candidate_.Has(cause); });
    const bool wrong_answer = candidate_.Has("output_quantisation");
    for (const TensorUse& use : TensorUses(candidate_)) {
      if (!use.output && use.assigned && wrong) IsWhole(model_.input) ? WriteQuantised(use) : WriteReal(use);
      if (use.output && !use.assigned && number && wrong_answer && IsWhole(model_.output))
        ReadReal(use.element, use.tensor);
    }
    std::vector<Proposal> proposals;
    for (Proposal* proposal : {&input_, &output_}) {
      if (!proposal->edits.empty()) proposals.push_back(std::move(*proposal));
    }
    return proposals;
  }

 private:
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
    return std::any_of(calls.begin(), calls.end(), [&](const TreeNode& call) { return KnowsScale(call); });
  }

  void WriteQuantised(const TensorUse& use) {
    if (IsQuantised(use.assigned) && !candidate_.Has("input_quantisation")) return;
    const std::string real = RealNumberIn(candidate_, use.assigned);
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
    const std::string real = RealNumberIn(candidate_, use.assigned);
    if (real.empty()) return;
    if (input_.edits.empty())
      input_ = {"", "input_scaling", "writes the inputs as the real numbers that the model takes", {}};
    input_.edits.push_back(Replace(use.assigned, real));
    MendType(use, input_.edits);
  }

  Applied AppliedIn(const TreeNode& node) const { return {Mentions(node, "scale"), Mentions(node, "zero_point")}; }

  /// The arithmetic around a raw number that is nothing but scale and zero point: the author's try.
  TreeNode TryAround(TreeNode node) const {
    for (;;) {
      const TreeNode up = node.parent();
      if (!up) return node;
      if (up.Is("parenthesized_expression") || up.Is("cast_expression")) {
        node = up;
        continue;
      }
      if (!up.Is("binary_expression") || !up.child("operator")) return node;
      const std::string_view sign = up.child("operator").text();
      const TreeNode other = up.child("left") == node ? up.child("right") : up.child("left");
      if (sign.size() != 1 || !Contains("+-*/", sign) || !IsOnlyQuantisation(candidate_, other) ||
          !IsQuantisation(candidate_, other))
        return node;
      node = up;
    }
  }

  /// A raw number that is used as it is, or not wholly made real.
  void ReadReal(const TreeNode& raw, const std::string& tensor, Applied before = {}) {
    const TreeNode whole = TryAround(raw);
    const Applied here = AppliedIn(whole);
    const Applied applied{before.scale || here.scale, before.zero_point || here.zero_point};
    if (applied.all()) return;
    for (const Variable& variable : candidate_.view.variables()) {
      if (!variable.value || !(WithoutBrackets(variable.value) == whole) || variable.global()) continue;
      if (IsRealType(variable.type)) break;
      if (variable.reference) return;
      for (const TreeNode& use : candidate_.tree.Named(variable.name)) {
        const bool own =
            !variable.declarator.Holds(use) && candidate_.view.Find(variable.name, use.begin()) == &variable;
        if (own && !IsWritten(use)) ReadReal(use, tensor, applied);
      }
      return;
    }
    // Half of it was done elsewhere, or a function of the sketch does it.
    if (before.any() || GoesToFunctionWithScale(whole) || Contains(whole.text(), "RealNumber(")) return;
    if (output_.edits.empty()) {
      output_ = {"", "output_quantisation", "makes the output real by its tensor's scale and zero point", {}};
      if (!candidate_.view.Declares("RealNumber")) AddHelper(true, output_.edits);
    }
    output_.edits.push_back(Replace(whole, fmt::format("RealNumber({}, {})", raw.text(), tensor)));
  }

  bool GoesToFunctionWithScale(const TreeNode& value) const {
    const TreeNode list = value.parent();
    return list && list.Is("argument_list") && KnowsScale(list.parent());
  }

  /// A call of a function of the sketch that speaks of a scale.
  bool KnowsScale(const TreeNode& call) const {
    if (!call.Is("call_expression")) return false;
    const std::string name(call.child("function").text());
    const auto function = candidate_.view.functions().find(name);
    if (function != candidate_.view.functions().end()) return HasWord(function->second.text(), "scale");
    const Variable* variable = candidate_.view.Find(name, call.begin());
    return variable != nullptr && variable->value && HasWord(variable->value.text(), "scale");
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
