#include "repair/tensor_uses.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/text.h"

namespace autopilot {
namespace {

enum class Side { kNone, kInput, kOutput };

/// Of a call that gives a tensor or its numbers.
Side SideOfCall(std::string_view function) {
  const auto bracket = function.find('<');
  const std::string_view name = function.substr(0, bracket);
  if (name.ends_with("->input") || name.ends_with(".input") || name.ends_with("typed_input_tensor"))
    return Side::kInput;
  if (name.ends_with("->output") || name.ends_with(".output") || name.ends_with("typed_output_tensor"))
    return Side::kOutput;
  return Side::kNone;
}

TreeNode WithoutCasts(TreeNode node) {
  while (node && (node.Is("cast_expression") || node.Is("parenthesized_expression"))) {
    const std::vector<TreeNode> parts = node.parts();
    node = node.Is("cast_expression") ? node.child("value") : parts.empty() ? TreeNode() : parts.front();
  }
  return node;
}

class Finder {
 public:
  explicit Finder(const RepairCase& candidate) : candidate_(candidate), view_(candidate.view) {
    for (const TreeNode& node : candidate.tree.All({"assignment_expression"})) {
      if (node.child("left") && node.child("left").Is("identifier") && node.child("right"))
        assignments_.push_back(node);
    }
  }

  std::vector<TensorUse> Run() {
    for (const TreeNode& node : candidate_.tree.All({"subscript_expression", "pointer_expression"})) {
      const bool subscript = node.Is("subscript_expression");
      if (!subscript && node.text()[0] != '*') continue;
      TreeNode base = node.child("argument");
      if (base && base.Is("update_expression")) base = base.child("argument");
      TensorUse use;
      if (!base || !Numbers(WithoutCasts(base), node.begin(), 0, use)) continue;
      use.element = node;
      if (subscript) use.index = Index(node);
      const TreeNode up = node.parent();
      const bool plain = up && up.Is("assignment_expression") && up.child("left") == node && up.child("operator") &&
                         up.child("operator").text() == "=";
      if (plain) use.assigned = up.child("right");
      uses_.push_back(std::move(use));
    }
    std::sort(uses_.begin(), uses_.end(),
              [](const TensorUse& a, const TensorUse& b) { return a.element.begin() < b.element.begin(); });
    return std::move(uses_);
  }

 private:
  static constexpr int kMostSteps = 4;

  static TreeNode Index(const TreeNode& subscript) {
    const TreeNode list = subscript.child("indices");
    if (!list) return subscript.child("index");
    const std::vector<TreeNode> parts = list.parts();
    return parts.empty() ? TreeNode() : parts.front();
  }

  /// What a variable holds at this place: what was given to it last before, else its value, else what is given to it
  /// anywhere.
  TreeNode ValueOf(const Variable& variable, std::size_t at) const {
    TreeNode last = variable.value;
    TreeNode other;
    for (const TreeNode& node : assignments_) {
      if (node.child("left").text() != variable.name || view_.Find(variable.name, node.begin()) != &variable) continue;
      const TreeNode own = node.Within({"function_definition"});
      const bool before = own && own.Holds(candidate_.tree.At(at, at + 1)) && node.end() < at;
      (before ? last : other) = node.child("right");
    }
    const bool nothing = !last || last.text() == "nullptr" || last.text() == "NULL" || last.text() == "0";
    return nothing ? other : last;
  }

  /// Which tensor an expression stands for.
  Side SideOf(const TreeNode& tensor, std::size_t at, int steps) const {
    if (!tensor || steps > kMostSteps) return Side::kNone;
    if (tensor.Is("call_expression")) return SideOfCall(tensor.child("function").text());
    if (!tensor.Is("identifier")) return Side::kNone;
    const Variable* variable = view_.Find(tensor.text(), at);
    if (variable == nullptr) return Side::kNone;
    return SideOf(WithoutCasts(ValueOf(*variable, at)), at, steps + 1);
  }

  /// Whether an expression points to the numbers of a tensor.
  bool Numbers(const TreeNode& node, std::size_t at, int steps, TensorUse& use) const {
    if (!node || steps > kMostSteps) return false;
    if (node.Is("field_expression")) {
      const TreeNode data = node.child("argument");
      if (!data || !data.Is("field_expression") || !data.child("field") || data.child("field").text() != "data")
        return false;
      const TreeNode tensor = data.child("argument");
      const Side side = SideOf(tensor, at, 0);
      if (side == Side::kNone) return false;
      use.output = side == Side::kOutput;
      use.field = node.child("field");
      use.tensor = std::string(tensor.text());
      return true;
    }
    if (node.Is("call_expression")) {
      const TreeNode function = node.child("function");
      const Side side = SideOfCall(function.text());
      const auto name = function.text().find(side == Side::kInput ? "typed_input_tensor" : "typed_output_tensor");
      if (side == Side::kNone || name == std::string_view::npos) return false;
      use.output = side == Side::kOutput;
      for (const TreeNode& list : function.All({"template_argument_list"})) use.field = list;
      use.tensor = fmt::format("{}{}(0)", function.text().substr(0, name), use.output ? "output" : "input");
      return true;
    }
    if (!node.Is("identifier")) return false;
    const Variable* variable = view_.Find(node.text(), at);
    if (variable == nullptr || !variable->pointer) {
      const bool automatic = variable != nullptr && variable->type == "auto";
      if (!automatic) return false;
    }
    if (!Numbers(WithoutCasts(ValueOf(*variable, at)), at, steps + 1, use)) return false;
    use.pointer = variable;
    return true;
  }

  const RepairCase& candidate_;
  const SketchView& view_;
  std::vector<TreeNode> assignments_;
  std::vector<TensorUse> uses_;
};

}  // namespace

std::optional<int> TensorUse::literal_index() const {
  if (!index || !index.Is("number_literal")) return std::nullopt;
  const std::string_view text = index.text();
  const bool digits =
      text.size() < 6 && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  return digits ? std::optional<int>(std::stoi(std::string(text))) : std::nullopt;
}

std::vector<TensorUse> TensorUses(const RepairCase& candidate) { return Finder(candidate).Run(); }

std::string InterpreterAccess(const RepairCase& candidate) {
  std::string access;
  for (const Call& call : candidate.view.calls()) {
    const bool of_interpreter =
        call.name == "AllocateTensors" || call.name == "Invoke" || call.name == "input" || call.name == "output";
    if (!of_interpreter || !call.object || !call.object.Is("identifier")) continue;
    // The one that all functions see.
    const Variable* variable = candidate.view.Find(call.object.text(), call.node.begin());
    if (variable == nullptr || (!variable->global() && !access.empty())) continue;
    access = std::string(candidate.tree.text().substr(call.function.begin(),
                                                      call.function.child("field").begin() - call.function.begin()));
    if (variable->global()) break;
  }
  return access;
}

TreeNode StatementIn(const TreeNode& block, TreeNode node) {
  if (!block || !block.Holds(node)) return {};
  while (node && node.parent() && !(node.parent() == block)) node = node.parent();
  return node && node.parent() ? node : TreeNode();
}

}  // namespace autopilot
