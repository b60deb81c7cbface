#include "repair/resolver_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace autopilot {
namespace {

/// "BuiltinOperator_CONV_2D" and "Register_CONV_2D" -> "CONV_2D".
std::string OperatorIn(const TreeNode& node) {
  for (const TreeNode& name : node.All({"identifier"})) {
    for (const std::string_view prefix : {"BuiltinOperator_", "Register_"}) {
      if (name.text().substr(0, prefix.size()) == prefix) return std::string(name.text().substr(prefix.size()));
    }
  }
  return "";
}

std::string Skeleton(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) result += static_cast<char>(std::tolower(c));
  }
  return result;
}

class Work {
 public:
  explicit Work(const RepairCase& candidate) : candidate_(candidate), library_(candidate.contract.library) {}

  std::vector<Proposal> Run() {
    for (const Variable& variable : candidate_.view.variables()) {
      if (Plain(variable.type).ends_with("OpResolver") || Plain(variable.type).ends_with("OpsResolver")) Look(variable);
    }
    return std::move(proposals_);
  }

 private:
  static std::string Plain(const std::string& type) { return type.substr(0, type.find('<')); }

  void Propose(std::string cause, std::string what, std::vector<Edit> edits) {
    proposals_.push_back({"", std::move(cause), std::move(what), std::move(edits)});
  }

  std::vector<const Call*> CallsOn(const std::string& name) const {
    std::vector<const Call*> calls;
    for (const Call& call : candidate_.view.calls()) {
      if (call.object && call.object.text() == name && call.name.substr(0, 3) == "Add") calls.push_back(&call);
    }
    return calls;
  }

  void Look(const Variable& variable) {
    const bool base = LastName(Plain(variable.type)) == "MicroOpResolver";
    const bool mutable_one = LastName(Plain(variable.type)) == "MicroMutableOpResolver";
    if (variable.pointer || variable.reference || variable.parameter) return;
    if (LastName(Plain(variable.type)) == "AllOpsResolver" && !candidate_.builds()) LeaveOutAdders(variable);
    if (!base && !mutable_one) return;
    std::set<std::string> adders;
    if (!candidate_.builds()) MendCalls(variable, adders);
    for (const Call* call : CallsOn(variable.name)) {
      if (IsAdder(call->name)) adders.insert(call->name);
    }
    // Operators given to the constructor: no generation takes them there.
    std::vector<std::string> given;
    for (const TreeNode& argument : variable.arguments) {
      const std::string op = OperatorIn(argument);
      if (op.empty()) continue;
      const auto adder = library_.operator_adder.find(op);
      if (adder != library_.operator_adder.end() && adders.insert(adder->second).second) given.push_back(adder->second);
    }
    if (base && !candidate_.builds()) MendClass(variable, adders, given);
    if (mutable_one && !candidate_.builds() && candidate_.Complains("MicroMutableOpResolver"))
      MendConstruction(variable);
    if (mutable_one && (candidate_.Has("operator_missing") || candidate_.Has("allocation_failed"))) {
      AddMissing(variable, adders);
    }
  }

  /// The class that has all operators takes none.
  void LeaveOutAdders(const Variable& variable) {
    std::vector<Edit> edits;
    for (const Call* call : CallsOn(variable.name)) {
      if (!candidate_.Complains(call->name) || call->name == "AddCustom") continue;
      if (!call->node.parent().Is("expression_statement")) return;
      edits.push_back(DeleteLines(candidate_.tree, call->node.parent()));
    }
    if (edits.empty()) return;
    Propose("profile_mismatch", fmt::format("adds nothing to {}, which has all operators", variable.name),
            std::move(edits));
  }

  bool IsAdder(const std::string& name) const {
    return std::any_of(library_.operator_adder.begin(), library_.operator_adder.end(),
                       [&](const auto& known) { return known.second == name; });
  }

  /// AddBuiltin(operator, registration) of older generations; names that are nearly right; operators that do not exist.
  void MendCalls(const Variable& variable, std::set<std::string>& adders) {
    for (const Call* call : CallsOn(variable.name)) {
      if (IsAdder(call->name) || call->name == "AddCustom") continue;
      if (call->name == "AddBuiltin") {
        const std::string op = OperatorIn(call->list);
        const auto adder = library_.operator_adder.find(op);
        if (adder == library_.operator_adder.end()) continue;
        adders.insert(adder->second);
        Propose("profile_mismatch", fmt::format("adds {} by {}()", op, adder->second),
                {{call->function.child("field").begin(), call->list.end(), adder->second + "()"}});
        continue;
      }
      const std::string skeleton = Skeleton(call->name);
      const auto meant = std::find_if(library_.operator_adder.begin(), library_.operator_adder.end(),
                                      [&](const auto& known) { return Skeleton(known.second) == skeleton; });
      if (meant != library_.operator_adder.end()) {
        adders.insert(meant->second);
        Propose("profile_mismatch", fmt::format("{} is called {}", call->name, meant->second),
                {Replace(call->function.child("field"), meant->second)});
      } else if (call->node.parent().Is("expression_statement") && candidate_.Complains(call->name)) {
        Propose("profile_mismatch", fmt::format("leaves out {}: there is no such operator", call->name),
                {DeleteLines(candidate_.tree, call->node.parent())});
      }
    }
  }

  /// Objects can only be made of the classes that fill the list.
  void MendClass(const Variable& variable, const std::set<std::string>& adders, const std::vector<std::string>& given) {
    const bool has_all = library_.symbol_header.contains("AllOpsResolver");
    std::string type = "tflite::AllOpsResolver";
    if (!adders.empty() || !has_all) {
      type = fmt::format("tflite::MicroMutableOpResolver<{}>", std::max<std::size_t>(adders.size(), 1));
    }
    std::vector<Edit> edits = {Replace(variable.type_node, type)};
    if (!variable.arguments.empty()) edits.push_back({variable.value.begin(), variable.value.end(), ""});
    std::string calls;
    for (const std::string& adder : given) calls += fmt::format("\n  {}.{}();", variable.name, adder);
    if (!calls.empty()) {
      const std::size_t place = PlaceForCalls(variable);
      if (place == 0) return;
      edits.push_back({place, place, calls});
    }
    Propose("profile_mismatch", fmt::format("makes {} a {}", variable.name, type), std::move(edits));
  }

  /// It is made of nothing, or of a reporter, and grows.
  void MendConstruction(const Variable& variable) {
    std::vector<Edit> edits;
    const bool of_reporter =
        variable.arguments.size() == 1 && variable.arguments[0].text().find("report") != std::string_view::npos;
    if (!variable.arguments.empty() && !of_reporter)
      edits.push_back({variable.value.begin(), variable.value.end(), ""});
    for (const TreeNode& part : variable.declaration.children()) {
      if (part.Is("type_qualifier") && part.text() == "const") edits.push_back({part.begin(), part.end() + 1, ""});
    }
    if (!edits.empty()) {
      Propose("profile_mismatch", fmt::format("makes {} of nothing, as this library does", variable.name),
              std::move(edits));
    }
  }

  std::size_t PlaceForCalls(const Variable& variable) const {
    if (!variable.global()) return variable.declaration.end();
    const auto setup = candidate_.view.functions().find("setup");
    return setup == candidate_.view.functions().end() ? 0 : setup->second.child("body").begin() + 1;
  }

  /// What the model needs, from the model itself.
  void AddMissing(const Variable& variable, const std::set<std::string>& adders) {
    if (!candidate_.contract.tflite) return;
    std::set<std::string> all = adders;
    std::vector<std::string> missing;
    for (const auto& op : candidate_.contract.tflite->operators) {
      const auto adder = library_.operator_adder.find(op.name);
      if (adder != library_.operator_adder.end() && all.insert(adder->second).second) missing.push_back(adder->second);
    }
    std::vector<Edit> edits;
    std::string calls;
    for (const std::string& adder : missing) calls += fmt::format("\n  {}.{}();", variable.name, adder);
    if (!calls.empty()) {
      const std::vector<const Call*> known = CallsOn(variable.name);
      std::size_t place = PlaceForCalls(variable);
      if (!known.empty() && known.back()->node.parent().Is("expression_statement"))
        place = known.back()->node.parent().end();
      if (place == 0) return;
      edits.push_back({place, place, calls});
    }
    for (const TreeNode& list : variable.type_node.All({"template_argument_list"})) {
      const std::string_view size = list.text();
      if (size.size() < 3 ||
          !std::all_of(size.begin() + 1, size.end() - 1, [](unsigned char c) { return std::isdigit(c); }))
        continue;
      if (std::stoul(std::string(size.substr(1, size.size() - 2)).substr(0, 6)) < all.size()) {
        edits.push_back(Replace(list, fmt::format("<{}>", all.size())));
      }
    }
    if (!edits.empty()) {
      Propose("operator_missing", fmt::format("gives {} the operators of the model", variable.name), std::move(edits));
    }
  }

  const RepairCase& candidate_;
  const LibraryProfile& library_;
  std::vector<Proposal> proposals_;
};

}  // namespace

std::vector<Proposal> ResolverRule::Propose(const RepairCase& candidate) const { return Work(candidate).Run(); }

}  // namespace autopilot
