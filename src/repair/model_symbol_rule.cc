#include "repair/model_symbol_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <set>

namespace autopilot {
namespace {

/// Bytes, whatever their qualifiers: how model arrays are declared.
bool IsByteType(const std::string& type) {
  return type == "unsigned char" || type == "uint8_t" || type == "char" || type == "int8_t" || type == "byte" ||
         type == "signed char";
}

class Work {
 public:
  explicit Work(const RepairCase& candidate)
      : candidate_(candidate), view_(candidate.view), symbol_(candidate.contract.application.symbol) {}

  std::vector<Proposal> Run() {
    RemoveOwnArrays();
    RenameClash();
    for (const Call* call : view_.CallsOf("GetModel")) {
      if (call->arguments.size() == 1) PointToArray(call->arguments[0]);
    }
    MakeModel();
    PointUnknownToArray();
    return std::move(proposals_);
  }

 private:
  void Propose(std::string cause, std::string what, std::vector<Edit> edits) {
    proposals_.push_back({"", std::move(cause), std::move(what), std::move(edits)});
  }

  /// Is it the array in a declaration of the sketch's own: extern, or with bytes that are not the model's?
  bool IsOwnArray(const Variable& variable) const {
    return variable.global() && variable.array && IsByteType(variable.type) && variable.alone();
  }

  void RemoveOwnArrays() {
    for (const Variable& variable : view_.variables()) {
      if (!IsOwnArray(variable)) continue;
      const bool placeholder = variable.name == symbol_ || (variable.external && IsArgumentOfGetModel(variable.name));
      if (!placeholder) continue;
      removed_.push_back(variable.name);
      Propose(variable.name == symbol_ ? "model_symbol_clash" : "wrong_model_symbol",
              fmt::format("leaves the declaration of {} to model.h", variable.name),
              {DeleteLines(candidate_.tree, variable.declaration)});
    }
  }

  bool IsArgumentOfGetModel(std::string_view name) const {
    const std::vector<const Call*> calls = view_.CallsOf("GetModel");
    return std::any_of(calls.begin(), calls.end(), [&](const Call* call) {
      return call->arguments.size() == 1 && call->arguments[0].text() == name;
    });
  }

  /// The array is meant where a model is made of it; everywhere else the sketch's own variable is.
  bool MeansArray(const TreeNode& node) const {
    const TreeNode list = node.parent();
    const TreeNode call = list && list.Is("argument_list") ? list.parent() : TreeNode();
    return call && call.Is("call_expression") && LastName(call.child("function").text()) == "GetModel";
  }

  /// The variable that takes the name from the array: a global one, or a local one where a model is made of the array.
  bool Clashes(const Variable& variable) const {
    if (variable.name != symbol_ || IsOwnArray(variable)) return false;
    if (variable.global()) return true;
    const std::vector<const Call*> calls = view_.CallsOf("GetModel");
    return std::any_of(calls.begin(), calls.end(), [&](const Call* call) {
      return call->arguments.size() == 1 && variable.scope.Holds(call->node) &&
             MeansArrayAfterwards(call->arguments[0]);
    });
  }

  bool MeansArrayAfterwards(TreeNode argument) const {
    if (argument.Is("pointer_expression")) argument = argument.child("argument");
    return argument && argument.Is("identifier") && (argument.text() == symbol_ || !view_.Declares(argument.text()));
  }

  void RenameClash() {
    for (const Variable& own : view_.variables()) {
      if (!Clashes(own)) continue;
      if (new_name_.empty()) new_name_ = view_.FreshName("tfl_model");
      std::vector<Edit> edits;
      for (const TreeNode& node : candidate_.tree.Named(symbol_)) {
        // Where the name is declared again, another variable is meant.
        const Variable* meant = view_.Find(symbol_, node.begin());
        const bool same = node == own.name_node || (meant == nullptr ? own.global() : meant == &own);
        if (same && !MeansArray(node)) edits.push_back(Replace(node, new_name_));
      }
      Propose("model_symbol_clash",
              fmt::format("renames the variable {} to {}: model.h defines {}", symbol_, new_name_, symbol_),
              std::move(edits));
    }
  }

  /// A name with "model" in it that nobody declares and that is only read is the array's.
  void PointUnknownToArray() {
    static const std::regex kUnknown(R"('(?:::)?(\w*[mM]odel\w*)' (?:was not declared|has not been declared))");
    std::set<std::string> seen;
    for (const Diagnostic& diagnostic : candidate_.diagnostics) {
      std::smatch match;
      if (!std::regex_search(diagnostic.message, match, kUnknown) || !seen.insert(match[1]).second) continue;
      const std::string name = match[1];
      if (name == symbol_ || name == new_name_ || view_.Declares(name)) continue;
      std::vector<Edit> edits;
      for (const TreeNode& node : candidate_.tree.Named(name)) {
        if (!IsOnlyRead(node)) {
          edits.clear();
          break;
        }
        if (!MeansArray(node)) edits.push_back(Replace(node, symbol_));
      }
      Propose("wrong_model_symbol", fmt::format("the model's array is called {}, not {}", symbol_, name),
              std::move(edits));
    }
  }

  static bool IsOnlyRead(const TreeNode& node) {
    if (!node.Is("identifier")) return false;
    const TreeNode up = node.parent();
    if (up.Is("field_expression") || up.Is("call_expression")) return false;
    const bool length =
        node.text().find("len") != std::string_view::npos || node.text().find("size") != std::string_view::npos;
    return !length && !(up.Is("assignment_expression") && up.child("left") == node);
  }

  /// TfLiteModel::Create(array, length) and its like of the desktop library: here a model is got from its array.
  void MakeModel() {
    for (const Call& call : view_.calls()) {
      if (call.object || (call.name != "Create" && call.name != "BuildFromBuffer")) continue;
      const std::string_view whole = call.function.text();
      const std::string_view maker =
          LastName(whole.substr(0, whole.size() - std::min(whole.size(), call.name.size() + 2)));
      const Renaming* renaming = candidate_.facts.TypeFor(maker);
      if (renaming == nullptr || renaming->right != "tflite::Model" || maker == "Model") continue;
      Propose("desktop_tflite_api", fmt::format("gets the model from {}", symbol_),
              {Replace(call.node, fmt::format("tflite::GetModel({})", symbol_))});
    }
  }

  /// GetModel takes the array of model.h: there is no other.
  void PointToArray(TreeNode argument) {
    if (argument.Is("pointer_expression")) argument = argument.child("argument");
    if (!argument || !argument.Is("identifier") || argument.text() == symbol_) return;
    const std::string name(argument.text());
    const bool removed = std::find(removed_.begin(), removed_.end(), name) != removed_.end();
    if (!removed && view_.Declares(name)) return;
    Propose("wrong_model_symbol", fmt::format("the model's array is called {}, not {}", symbol_, name),
            {Replace(argument, symbol_)});
  }

  const RepairCase& candidate_;
  const SketchView& view_;
  const std::string& symbol_;
  std::string new_name_;
  std::vector<std::string> removed_;
  std::vector<Proposal> proposals_;
};

}  // namespace

std::vector<Proposal> ModelSymbolRule::Propose(const RepairCase& candidate) const {
  if (candidate.builds()) return {};
  return Work(candidate).Run();
}

}  // namespace autopilot
