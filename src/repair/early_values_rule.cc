#include "repair/early_values_rule.h"

#include <fmt/format.h>

#include <algorithm>

#include "repair/tensor_uses.h"

namespace autopilot {
namespace {

enum class Kind { kNone, kAllocation, kTensor };

/// What a value is made of: a call of a method of an interpreter.
Kind KindOf(const RepairCase& candidate, const TreeNode& value) {
  Kind kind = Kind::kNone;
  for (const Call& call : candidate.view.calls()) {
    if (!call.object || !call.object.Is("identifier") || !value.Holds(call.node)) continue;
    const Variable* object = candidate.view.Find(call.object.text(), call.node.begin());
    if (object == nullptr || LastName(object->type) != "MicroInterpreter") continue;
    if (call.name == "AllocateTensors") return Kind::kAllocation;
    if (call.name == "input" || call.name == "output") kind = Kind::kTensor;
  }
  return kind;
}

class Work {
 public:
  explicit Work(const RepairCase& candidate) : candidate_(candidate) {}

  std::vector<Proposal> Run() {
    const auto setup = candidate_.view.functions().find("setup");
    if (setup != candidate_.view.functions().end()) body_ = setup->second.child("body");
    if (body_) MoveValues();
    FillModels();
    return std::move(proposals_);
  }

 private:
  /// The calls of AllocateTensors that setup() makes one after the other, of one interpreter.
  std::vector<const Call*> Allocations() const {
    std::vector<const Call*> calls;
    for (const Call* call : candidate_.view.CallsOf("AllocateTensors")) {
      if (!call->object || !body_.Holds(call->node)) continue;
      if (!(call->node.Within({"compound_statement"}) == body_)) continue;
      if (calls.empty() || calls.front()->object.text() == call->object.text()) calls.push_back(call);
    }
    return calls;
  }

  bool IsBare(const Call& call) const {
    return call.node.parent().Is("expression_statement") && call.node.parent().parent() == body_;
  }

  /// Behind what makes the interpreter in setup(), if anything does.
  std::size_t FirstPlace() const {
    std::size_t place = body_.begin() + 1;
    for (const TreeNode& assignment : candidate_.tree.All({"assignment_expression"})) {
      if (!body_.Holds(assignment)) continue;
      const Variable* target = candidate_.view.Find(assignment.child("left").text(), assignment.begin());
      if (target != nullptr && target->global() && LastName(target->type) == "MicroInterpreter") {
        place = std::max(place, StatementIn(body_, assignment).end());
      }
    }
    return place;
  }

  bool IsUsedBetween(const Variable& variable, std::size_t begin, std::size_t end) const {
    const std::vector<TreeNode> uses = candidate_.tree.Named(variable.name);
    return std::any_of(uses.begin(), uses.end(),
                       [&](const TreeNode& use) { return use.begin() >= begin && use.end() <= end; });
  }

  /// What a call gave is in `status` by now.
  Edit InPlaceOf(const Call& call, const std::string& status) const {
    if (IsBare(call)) return DeleteLines(candidate_.tree, call.node.parent());
    const TreeNode assignment = call.node.parent();
    const bool to_itself = assignment.Is("assignment_expression") && assignment.child("left").text() == status &&
                           assignment.parent().Is("expression_statement");
    return to_itself ? DeleteLines(candidate_.tree, assignment.parent()) : Replace(call.node, status);
  }

  void MoveValues() {
    std::vector<const Variable*> early;
    for (const Variable& variable : candidate_.view.variables()) {
      if (!variable.global() || !variable.value || !variable.alone()) continue;
      const Kind kind = KindOf(candidate_, variable.value);
      if (kind == Kind::kNone) continue;
      const bool plain = variable.declarator.Is("init_declarator") && !variable.reference;
      // One that stays would still come too early.
      if (!plain || (variable.constant && !variable.pointer)) return;
      if (!variable.pointer && kind != Kind::kAllocation) return;
      // `bool ok = net.AllocateTensors() == kTfLiteOk` and `auto` have no value to begin with that is certain.
      if (variable.type == "auto" || (kind == Kind::kAllocation && !variable.value.Is("call_expression"))) return;
      early.push_back(&variable);
    }
    std::vector<const Call*> allocations = Allocations();
    Proposal proposal{"", "allocation_failed", "", {}};
    // A second allocation fails; of one whose result nobody asks for, nobody misses the result.
    while (allocations.size() > 1 && IsBare(*allocations.front())) {
      proposal.edits.push_back(DeleteLines(candidate_.tree, allocations.front()->node.parent()));
      allocations.erase(allocations.begin());
    }
    if (early.empty() && proposal.edits.empty()) return;
    const std::size_t first = FirstPlace();
    std::size_t place = first;
    if (!allocations.empty()) {
      const TreeNode statement = StatementIn(body_, allocations.front()->node);
      const bool used = std::any_of(early.begin(), early.end(), [&](const Variable* variable) {
        return IsUsedBetween(*variable, first, statement.begin());
      });
      if (!used) place = statement.end();
    }
    const bool again = place == first && !allocations.empty();
    std::string lines;
    std::string names;
    std::string status = "kTfLiteOk";
    for (const Variable* variable : early) {
      const bool allocates = KindOf(candidate_, variable->value) == Kind::kAllocation;
      proposal.edits.push_back(Replace(variable->value, variable->pointer ? "nullptr" : "kTfLiteOk"));
      names += (names.empty() ? "" : ", ") + variable->name;
      if (allocates && place != first) continue;
      if (allocates) status = variable->name;
      const std::string line = fmt::format("\n  {} = {};", variable->name, variable->value.text());
      // What another rule has put there already is enough.
      const auto known = candidate_.tree.text().find(line, place);
      if (again || known == std::string::npos || known > body_.end()) lines += line;
    }
    if (again) {
      if (status == "kTfLiteOk") {
        status = candidate_.view.FreshName("allocated");
        lines = fmt::format("\n  const TfLiteStatus {} = {};", status, allocations.front()->node.text()) + lines;
      }
      for (const Call* call : allocations) proposal.edits.push_back(InPlaceOf(*call, status));
    }
    if (!lines.empty()) proposal.edits.push_back({place, place, lines});
    proposal.what = names.empty() ? "allocates once"
                                  : fmt::format("gives {} a value in setup(), when the interpreter is ready", names);
    proposals_.push_back(std::move(proposal));
  }

  /// An interpreter keeps the model that it was made of.
  void FillModels() {
    const auto crashes = [](const Finding& finding) {
      return finding.message.find("model is a null") != std::string::npos;
    };
    const auto& findings = candidate_.verdict.findings;
    if (std::none_of(findings.begin(), findings.end(), crashes)) return;
    for (const Variable& variable : candidate_.view.variables()) {
      if (LastName(variable.type) != "Model" || !variable.pointer || variable.parameter || !variable.alone()) continue;
      const std::string value = fmt::format("tflite::GetModel({})", candidate_.contract.application.symbol);
      std::vector<Edit> edits;
      if (!variable.value) {
        edits.push_back({variable.declarator.end(), variable.declarator.end(), " = " + value});
      } else if (variable.value.text() == "nullptr" || variable.value.text() == "NULL") {
        edits.push_back(Replace(variable.value, value));
      }
      if (edits.empty()) continue;
      proposals_.push_back({"", "crash_memory",
                            fmt::format("loads {} before the interpreter is made of it", variable.name),
                            std::move(edits)});
    }
  }

  const RepairCase& candidate_;
  TreeNode body_;
  std::vector<Proposal> proposals_;
};

}  // namespace

std::vector<Proposal> EarlyValuesRule::Propose(const RepairCase& candidate) const {
  if (!candidate.builds()) return {};
  const bool early = candidate.Has("crash_memory") || candidate.Has("allocation_failed") || candidate.Has("hang") ||
                     candidate.Has("no_inference");
  if (!early) return {};
  return Work(candidate).Run();
}

}  // namespace autopilot
