#include "repair/tensor_index_rule.h"

#include <fmt/format.h>

#include <map>
#include <string>

namespace autopilot {
namespace {

/// interpreter->outputs()[0]: which tensor that is.
struct Numbered {
  TreeNode node;       ///< The whole expression.
  std::string object;  ///< "interpreter->"
  std::string method;  ///< "input" or "output"
  std::string number;  ///< "0"
};

class Work {
 public:
  explicit Work(const RepairCase& candidate) : candidate_(candidate) {}

  std::vector<Proposal> Run() {
    const bool lists = candidate_.Complains("inputs") || candidate_.Complains("outputs");
    if (lists) {
      for (const std::string_view name : {"inputs", "outputs"}) {
        for (const Call* call : candidate_.view.CallsOf(name)) Look(*call);
      }
    }
    for (const Call* call : candidate_.view.CallsOf("tensor")) LookAtTensor(*call);
    if (edits_.empty()) return {};
    return {
        {"", "desktop_tflite_api", "asks the interpreter for its tensors by input() and output()", std::move(edits_)}};
  }

 private:
  static std::string Object(const Call& call) {
    const TreeNode field = call.function.child("field");
    const std::string_view whole = call.function.text();
    return std::string(whole.substr(0, whole.size() - field.text().size()));
  }

  /// What is asked of the list.
  void Look(const Call& call) {
    if (!call.object || !call.arguments.empty()) return;
    const std::string method = call.name.substr(0, call.name.size() - 1);
    TreeNode up = call.node.parent();
    if (up.Is("field_expression") && up.child("field").text() == "size" && up.parent().Is("call_expression")) {
      edits_.push_back(Replace(up.parent(), Object(call) + call.name + "_size()"));
      return;
    }
    if (!up.Is("subscript_expression")) return;
    std::string number(up.text().substr(call.node.text().size()));
    if (number.size() < 3 || number.front() != '[') return;
    number = number.substr(1, number.size() - 2);
    const Numbered numbered{up, Object(call), method, number};
    const TreeNode list = up.parent();
    const TreeNode outer = list ? list.parent() : TreeNode();
    // tensor(outputs()[0]) is the tensor itself.
    if (list.Is("argument_list") && outer.Is("call_expression") && IsTensor(outer)) {
      edits_.push_back(Replace(outer, Tensor(numbered)));
    } else if (const Variable* holder = HolderOf(up); holder != nullptr && !holder->pointer && holder->type != "auto") {
      numbers_.emplace(holder->name, numbered);
      edits_.push_back(Replace(up, number));
    } else {
      edits_.push_back(Replace(up, Tensor(numbered)));
    }
  }

  static std::string Tensor(const Numbered& numbered) {
    return fmt::format("{}{}({})", numbered.object, numbered.method, numbered.number);
  }

  static bool IsTensor(const TreeNode& call) {
    const TreeNode function = call.child("function");
    return function.Is("field_expression") && function.child("field").text() == "tensor";
  }

  /// The variable that takes this value as it is.
  const Variable* HolderOf(const TreeNode& value) const {
    const TreeNode parent = value.parent();
    if (parent.Is("init_declarator")) return candidate_.view.Find(parent.child("declarator").text(), value.begin());
    if (parent.Is("assignment_expression") && parent.child("right") == value) {
      return candidate_.view.Find(parent.child("left").text(), value.begin());
    }
    return nullptr;
  }

  /// tensor(n) of a number that came out of a list, and tensor(input(0)), which is one already.
  void LookAtTensor(const Call& call) {
    if (!call.object || call.arguments.size() != 1) return;
    const TreeNode argument = call.arguments[0];
    const auto number = numbers_.find(std::string(argument.text()));
    if (number != numbers_.end()) {
      edits_.push_back(
          Replace(call.node, fmt::format("{}{}({})", Object(call), number->second.method, argument.text())));
      return;
    }
    if (!argument.Is("call_expression")) return;
    const TreeNode function = argument.child("function");
    if (!function.Is("field_expression")) return;
    const std::string_view method = function.child("field").text();
    if (method != "input" && method != "output") return;
    edits_.push_back(Replace(call.node, std::string(argument.text())));
  }

  const RepairCase& candidate_;
  std::map<std::string, Numbered> numbers_;  ///< By the variable that holds it.
  std::vector<Edit> edits_;
};

}  // namespace

std::vector<Proposal> TensorIndexRule::Propose(const RepairCase& candidate) const {
  if (candidate.builds()) return {};
  return Work(candidate).Run();
}

}  // namespace autopilot
