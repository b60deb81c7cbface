#include "repair/tflm_forms_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/text.h"

namespace autopilot {
namespace {

class Work {
 public:
  explicit Work(const RepairCase& candidate) : candidate_(candidate) {}

  std::vector<Proposal> Run() {
    if (candidate_.contract.library.error_reporter) MendReports();
    MendFields();
    MendConstness();
    MendPointerToBytes();
    MendTensorValues();
    MendFirstValue();
    MendReporterCall();
    MendLabels();
    MendMethods();
    MendAccess();
    return std::move(proposals_);
  }

 private:
  void Propose(std::string cause, std::string what, std::vector<Edit> edits) {
    proposals_.push_back({"", std::move(cause), std::move(what), std::move(edits)});
  }

  /// The object's own Report hides the one that takes a format.
  void MendReports() {
    std::vector<Edit> edits;
    std::vector<const Call*> calls = candidate_.view.CallsOf("Report");
    for (const Call* call : candidate_.view.CallsOf("ReportError")) calls.push_back(call);
    for (const Call* call : calls) {
      if (!call->object || !call->object.Is("identifier")) continue;
      const Variable* reporter = candidate_.view.Find(call->object.text(), call->node.begin());
      if (reporter == nullptr || LastName(reporter->type) != "MicroErrorReporter") continue;
      const std::string pointer = (reporter->pointer ? "" : "&") + reporter->name;
      edits.push_back({call->node.begin(), call->list.begin() + 1, fmt::format("TF_LITE_REPORT_ERROR({}, ", pointer)});
    }
    if (!edits.empty() && (candidate_.Complains("Report") || candidate_.Complains("ReportError"))) {
      Propose("profile_mismatch", "reports errors by TF_LITE_REPORT_ERROR", std::move(edits));
    }
  }

  /// tensor->f is tensor->data.f.
  void MendFields() {
    static const std::set<std::string_view> kUnion = {"f", "uint8", "int8", "i32", "i16", "raw"};
    for (const Diagnostic& diagnostic : candidate_.diagnostics) {
      if (!Contains(diagnostic.message, "has no member named")) continue;
      const TreeNode at = NodeAt(diagnostic);
      if (!at || !at.Is("field_identifier")) continue;
      if (Contains(diagnostic.message, "TfLiteTensor") && kUnion.contains(at.text())) {
        Propose("profile_mismatch", fmt::format("{} of a tensor is data.{}", at.text(), at.text()),
                {{at.begin(), at.begin(), "data."}});
      }
      const Renaming* renaming = candidate_.facts.FieldFor(at.text());
      if (Contains(diagnostic.message, "TfLitePtrUnion") && renaming != nullptr) {
        Propose("profile_mismatch", fmt::format("{} is called {}", at.text(), renaming->right),
                {Replace(at, renaming->right)});
      }
    }
  }

  TreeNode NodeAt(const Diagnostic& diagnostic) const {
    if (diagnostic.line <= 0 || diagnostic.column <= 0) return {};
    const std::size_t begin =
        candidate_.tree.LineBegin(diagnostic.line) + static_cast<std::size_t>(diagnostic.column) - 1;
    if (begin >= candidate_.tree.text().size()) return {};
    return candidate_.tree.At(begin, begin + 1);
  }

  /// GetModel gives a pointer to a constant; reporters are none, and objects are of the class that reports.
  void MendConstness() {
    for (const Variable& variable : candidate_.view.variables()) {
      if (LastName(variable.type) == "ErrorReporter" && !variable.pointer && !variable.reference &&
          !variable.parameter && candidate_.contract.library.error_reporter && candidate_.Complains("ErrorReporter")) {
        Propose("profile_mismatch", fmt::format("makes {} a MicroErrorReporter", variable.name),
                {Replace(variable.type_node, "tflite::MicroErrorReporter")});
      }
      if (LastName(variable.type) == "Model" && variable.pointer && !variable.constant && !variable.parameter &&
          candidate_.Complains("Model")) {
        Propose("type_error", fmt::format("{} points to a constant model", variable.name),
                {{variable.type_node.begin(), variable.type_node.begin(), "const "}});
      }
      if (LastName(variable.type) == "ErrorReporter" && variable.pointer && variable.constant) {
        for (const TreeNode& part : variable.declaration.children()) {
          if (!part.Is("type_qualifier") || part.text() != "const") continue;
          Propose("type_error", fmt::format("{} reports, so it is no constant", variable.name),
                  {{part.begin(), part.end() + 1, ""}});
        }
      }
    }
  }

  /// const char* p = model: the array's own type.
  void MendPointerToBytes() {
    for (const Diagnostic& diagnostic : candidate_.diagnostics) {
      if (!Contains(diagnostic.message, "invalid conversion from 'const unsigned char*' to 'const char*'")) continue;
      TreeNode node = NodeAt(diagnostic);
      while (node && !node.Is("declaration")) node = node.parent();
      const TreeNode type = node ? node.child("type") : TreeNode();
      if (!type || type.text() != "char") continue;
      Propose("type_error", "points to the model's bytes as what they are", {Replace(type, "unsigned char")});
    }
  }

  /// float* p = interpreter->input(0): the tensor's data is meant.
  void MendTensorValues() {
    for (const Diagnostic& diagnostic : candidate_.diagnostics) {
      if (!Contains(diagnostic.message, "cannot convert 'TfLiteTensor*' to '")) continue;
      const std::string field = Contains(diagnostic.message, "to 'float*'")     ? "f"
                                : Contains(diagnostic.message, "to 'uint8_t*'") ? "uint8"
                                : Contains(diagnostic.message, "to 'int8_t*'")  ? "int8"
                                                                                : "";
      if (field.empty()) continue;
      TreeNode node = NodeAt(diagnostic);
      while (node && !node.Is("call_expression") && !node.Is("declaration")) node = node.parent();
      if (!node || !node.Is("call_expression")) continue;
      Propose("type_error", "takes the tensor's data, not the tensor", {{node.end(), node.end(), "->data." + field}});
    }
  }

  /// uint8_t c = tensor->data.uint8: its first number is meant.
  void MendFirstValue() {
    for (const Diagnostic& diagnostic : candidate_.diagnostics) {
      if (!Contains(diagnostic.message, "invalid conversion from '") &&
          !Contains(diagnostic.message, "cannot convert '"))
        continue;
      if (!Contains(diagnostic.message, "*' ") || Contains(diagnostic.message, "*' in")) continue;
      TreeNode node = NodeAt(diagnostic);
      if (node && node.Is("field_identifier")) node = node.parent();
      if (!node || !node.Is("field_expression") || !Contains(node.text(), "data.")) continue;
      Propose("type_error", fmt::format("takes the first number of {}", node.text()),
              {{node.end(), node.end(), "[0]"}});
    }
  }

  /// There is no function that gives a reporter.
  void MendReporterCall() {
    if (!candidate_.contract.library.error_reporter) return;
    for (const Call* call : candidate_.view.CallsOf("GetMicroErrorReporter")) {
      if (candidate_.view.Declares("GetMicroErrorReporter")) return;
      const std::string name = candidate_.view.FreshName("micro_error_reporter");
      const std::size_t place = candidate_.view.GlobalPlace();
      Propose("profile_mismatch", "declares the error reporter",
              {{place, place, fmt::format("tflite::MicroErrorReporter {};\n", name)}, Replace(call->node, "&" + name)});
      return;
    }
  }

  /// char labels[] = {"a", "b"}: pointers to texts are meant.
  void MendLabels() {
    for (const Variable& variable : candidate_.view.variables()) {
      if (variable.type != "char" || variable.pointer || !variable.array || !variable.value || !variable.alone())
        continue;
      if (!variable.value.Is("initializer_list")) continue;
      const std::vector<TreeNode> texts = variable.value.parts();
      if (texts.size() < 2 ||
          !std::all_of(texts.begin(), texts.end(), [](const TreeNode& text) { return text.Is("string_literal"); }))
        continue;
      Propose("type_error", fmt::format("makes {} a list of texts", variable.name),
              {Replace(variable.type_node, variable.constant ? "char*" : "const char*")});
    }
  }

  /// Methods of the interpreter under names that it does not have.
  void MendMethods() {
    for (const Call& call : candidate_.view.calls()) {
      if (!call.object || !call.object.Is("identifier")) continue;
      const Renaming* renaming = candidate_.facts.MethodFor(call.name);
      const Variable* variable = candidate_.view.Find(call.object.text(), call.node.begin());
      if (renaming == nullptr || variable == nullptr || LastName(variable->type) != "MicroInterpreter") continue;
      Propose("profile_mismatch", fmt::format("{} is called {}", call.name, renaming->right),
              {Replace(call.function.child("field"), renaming->right)});
    }
  }

  /// A pointer's members by ->, an object's by a point, and its address by &: the compiler knows which it is.
  void MendAccess() {
    for (const Diagnostic& diagnostic : candidate_.diagnostics) {
      const bool to_arrow = Contains(diagnostic.message, "(maybe you meant to use '->' ?)");
      const bool to_point = Contains(diagnostic.message, "base operand of '->' has non-pointer type");
      const bool to_address =
          Contains(diagnostic.message, "cannot convert 'tflite::MicroInterpreter' to 'tflite::MicroInterpreter*'");
      if (!to_arrow && !to_point && !to_address) continue;
      TreeNode node = NodeAt(diagnostic);
      while (node && !node.Is("field_expression") && !node.Is("assignment_expression") && !node.Is("statement"))
        node = node.parent();
      if (!node) continue;
      if (to_address && node.Is("assignment_expression")) {
        const std::size_t place = node.child("right").begin();
        Propose("type_error", "takes the interpreter's address", {{place, place, "&"}});
      }
      if (!node.Is("field_expression")) continue;
      const std::size_t begin = node.child("argument").end();
      const std::size_t end = node.child("field").begin();
      if (to_arrow)
        Propose("type_error", fmt::format("{} is a pointer", node.child("argument").text()), {{begin, end, "->"}});
      if (to_point)
        Propose("type_error", fmt::format("{} is no pointer", node.child("argument").text()), {{begin, end, "."}});
    }
  }

  const RepairCase& candidate_;
  std::vector<Proposal> proposals_;
};

}  // namespace

std::vector<Proposal> TflmFormsRule::Propose(const RepairCase& candidate) const {
  if (candidate.builds()) return {};
  return Work(candidate).Run();
}

}  // namespace autopilot
