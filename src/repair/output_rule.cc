#include "repair/output_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/text.h"

namespace autopilot {
namespace {

class Work {
 public:
  explicit Work(const RepairCase& candidate) : candidate_(candidate), view_(candidate.view) {
    const TfliteFacts& model = *candidate.contract.tflite;
    elements_ = model.output.elements();
    own_ = model.output.type == "float32" ? "f" : model.output.type == "int8" ? "int8" : "uint8";
    type_ = own_ == "f" ? "float" : own_ + "_t";
  }

  std::vector<Proposal> Run() {
    FindTensors();
    for (const TreeNode& field : candidate_.tree.All({"field_expression"})) LookAtField(field);
    for (const TreeNode& function : candidate_.tree.All({"template_function", "template_method"}))
      LookAtTemplate(function);
    LookAtCopies();
    const bool first_only = !sources_.empty() && OnlyFirst();
    for (const Source& source : sources_) Rewrite(source, first_only);
    if (first_only && elements_ > 1) TakeBest();
    MendTypeChecks();
    if (edits_.empty()) return {};
    return {
        {"", "output_type",
         first_only && elements_ > 1 ? "takes the class with the largest score" : "reads the output as its own type",
         std::move(edits_)}};
  }

 private:
  /// One way to the output's numbers: `tensor->data.uint8` or typed_output_tensor<uint8_t>(0), and what holds it.
  struct Source {
    TreeNode node;   ///< The expression that points to the first number.
    TreeNode field;  ///< "uint8", or the list of template arguments.
    bool is_template = false;
    const Variable* pointer = nullptr;  ///< The variable that it is kept in.
    bool copied = false;                ///< The variable is an array, with a copy.
  };

  static bool IsOutputCall(std::string_view text) {
    return Contains(text, "->output(") || Contains(text, ".output(") || Contains(text, "output_tensor(");
  }

  static bool IsInputCall(std::string_view text) {
    return Contains(text, "->input(") || Contains(text, ".input(") || Contains(text, "input_tensor(");
  }

  void FindTensors() {
    for (const Variable& variable : view_.variables()) {
      if (variable.value && IsInputCall(variable.value.text()) && !Contains(variable.value.text(), "data"))
        inputs_.insert(variable.name);
    }
    for (const TreeNode& node : candidate_.tree.All({"assignment_expression"})) {
      const TreeNode value = node.child("right");
      if (IsInputCall(value.text()) && !Contains(value.text(), "data"))
        inputs_.insert(std::string(node.child("left").text()));
    }
    for (const Variable& variable : view_.variables()) {
      if (variable.value && variable.type == "TfLiteTensor" && IsOutputCall(variable.value.text()))
        tensors_.insert(variable.name);
      if (variable.value && variable.type == "auto" && IsOutputCall(variable.value.text()) &&
          !Contains(variable.value.text(), "data")) {
        tensors_.insert(variable.name);
      }
    }
    for (const TreeNode& node : candidate_.tree.All({"assignment_expression"})) {
      const TreeNode value = node.child("right");
      if (IsOutputCall(value.text()) && !Contains(value.text(), "data"))
        tensors_.insert(std::string(node.child("left").text()));
    }
  }

  bool IsOutput(const TreeNode& tensor) const {
    return tensors_.contains(std::string(tensor.text())) ||
           (tensor.Is("call_expression") && IsOutputCall(tensor.text()));
  }

  void LookAtField(const TreeNode& field) {
    const TreeNode name = field.child("field");
    const TreeNode data = field.child("argument");
    if (!name || !data || !data.Is("field_expression") || !data.child("field") || data.child("field").text() != "data")
      return;
    if (!IsOutput(data.child("argument"))) return;
    sources_.push_back({field, name, false, Keeper(field)});
  }

  void LookAtTemplate(const TreeNode& function) {
    if (!Contains(function.text(), "typed_output_tensor")) return;
    TreeNode call = function;
    while (call && !call.Is("call_expression")) call = call.parent();
    const TreeNode list = function.child("arguments");
    if (call && list) sources_.push_back({call, list, true, Keeper(call)});
  }

  /// memcpy(scores, tensor->data.uint8, ...): the array keeps them.
  void LookAtCopies() {
    for (const Call* call : view_.CallsOf("memcpy")) {
      if (call->arguments.size() != 3 || !call->arguments[0].Is("identifier")) continue;
      for (Source& source : sources_) {
        if (!(call->arguments[1] == source.node)) continue;
        const Variable* array = view_.Find(call->arguments[0].text(), call->node.begin());
        if (array == nullptr || !array->array || !array->alone()) continue;
        const std::vector<TreeNode> bounds = array->declaration.All({"array_declarator"});
        if (bounds.size() != 1 || !bounds[0].child("size")) continue;
        source.pointer = array;
        source.copied = true;
        if (bounds[0].child("size").text() == "1")
          edits_.push_back(Replace(bounds[0].child("size"), fmt::format("{}", elements_)));
      }
    }
  }

  const Variable* Keeper(const TreeNode& source) const {
    TreeNode up = source.parent();
    while (up && (up.Is("cast_expression") || up.Is("parenthesized_expression"))) up = up.parent();
    if (!up) return nullptr;
    for (const Variable& variable : view_.variables()) {
      if (variable.pointer && variable.value && variable.declarator.Holds(source) && up.Is("init_declarator"))
        return &variable;
    }
    if (up.Is("assignment_expression") && up.child("left").Is("identifier")) {
      const Variable* variable = view_.Find(up.child("left").text(), up.begin());
      if (variable != nullptr && variable->pointer) return variable;
    }
    return nullptr;
  }

  /// The places where a number of the output is read.
  std::vector<TreeNode> Reads(const Source& source) const {
    std::vector<TreeNode> reads;
    const auto take = [&](const TreeNode& use) {
      const TreeNode up = use.parent();
      if (up && (up.Is("subscript_expression") || (up.Is("pointer_expression") && up.text()[0] == '*')))
        reads.push_back(up);
    };
    if (source.pointer == nullptr) {
      take(source.node);
      return reads;
    }
    for (const TreeNode& use : candidate_.tree.Named(source.pointer->name)) {
      if (view_.Find(source.pointer->name, use.begin()) == source.pointer) take(use);
    }
    return reads;
  }

  static bool IsFirst(const TreeNode& read) {
    if (read.Is("pointer_expression")) return true;
    const std::string_view text = read.text();
    return text.size() > 3 && text.substr(text.size() - 3) == "[0]";
  }

  bool OnlyFirst() const {
    bool any = false;
    for (const Source& source : sources_) {
      for (const TreeNode& read : Reads(source)) {
        any = true;
        if (!IsFirst(read) || IsScore(read)) return false;
      }
      if (Reads(source).empty()) return false;
    }
    return any;
  }

  /// Compared with a fraction or kept as a real number, it is taken for a score, not for a class.
  bool IsScore(const TreeNode& read) const {
    for (TreeNode up = read.parent(); up; up = up.parent()) {
      if (up.Is("binary_expression") && Contains(up.text(), ".")) {
        for (const TreeNode& number : up.All({"number_literal"})) {
          if (Contains(number.text(), ".")) return true;
        }
      }
      if (up.Is("init_declarator")) {
        for (const Variable& variable : view_.variables()) {
          if (variable.declarator == up && (variable.type == "float" || variable.type == "double")) return true;
        }
      }
      if (up.Is("expression_statement") || up.Is("declaration") || up.Is("if_statement")) break;
    }
    return false;
  }

  void Rewrite(const Source& source, bool first_only) {
    if (source.is_template) {
      if (source.field.text() != "<" + type_ + ">") edits_.push_back(Replace(source.field, "<" + type_ + ">"));
    } else if (source.field.text() != own_) {
      edits_.push_back(Replace(source.field, own_));
    }
    if (source.pointer != nullptr && source.pointer->type != type_ && source.pointer->type != "auto") {
      if (changed_.insert(source.pointer->type_node.begin()).second)
        edits_.push_back(Replace(source.pointer->type_node, type_));
      // reinterpret_cast<uint8_t*>(...) and the like would not fit.
      for (const TreeNode& cast : source.pointer->declarator.All({"cast_expression"})) {
        edits_.push_back({cast.begin(), cast.child("value").begin(), ""});
      }
    }
    if (first_only || own_ != "f") return;
    // Variables that keep a score.
    for (const TreeNode& read : Reads(source)) Widen(read);
  }

  /// The variable that takes a score has to be able to hold it.
  void Widen(const TreeNode& read) {
    TreeNode value = read;
    TreeNode up = read.parent();
    while (up && (up.Is("cast_expression") || up.Is("parenthesized_expression"))) {
      value = up;
      up = up.parent();
    }
    const Variable* variable = nullptr;
    if (up && up.Is("init_declarator") && up.child("value") == value) {
      for (const Variable& one : view_.variables()) {
        if (one.declarator == up) variable = &one;
      }
    } else if (up && up.Is("assignment_expression") && up.child("right") == value &&
               up.child("left").Is("identifier")) {
      variable = view_.Find(up.child("left").text(), up.begin());
    }
    if (variable == nullptr || !MakeReal(*variable)) return;
    if (value.Is("cast_expression")) edits_.push_back(Replace(value, std::string(read.text())));
  }

  /// And what takes its value from there.
  bool MakeReal(const Variable& variable) {
    if (variable.pointer || variable.array || variable.type == "auto" || !variable.alone()) return false;
    if (variable.type != "float" && variable.type != "double") {
      if (!changed_.insert(variable.type_node.begin()).second) return true;
      edits_.push_back(Replace(variable.type_node, "float"));
    } else if (!widened_.insert(variable.type_node.begin()).second) {
      return true;
    }
    for (const TreeNode& use : candidate_.tree.Named(variable.name)) {
      if (view_.Find(variable.name, use.begin()) != &variable) continue;
      const TreeNode up = use.parent();
      if (up.Is("assignment_expression") && up.child("right") == use && up.child("left").Is("identifier")) {
        const Variable* next = view_.Find(up.child("left").text(), up.begin());
        if (next != nullptr) MakeReal(*next);
      }
    }
    return true;
  }

  void TakeBest() {
    const std::string helper = view_.FreshName("BestClass");
    std::vector<Edit> edits;
    for (const Source& source : sources_) {
      for (const TreeNode& read : Reads(source)) {
        std::string scores = source.pointer != nullptr ? source.pointer->name : std::string(source.node.text());
        if (source.pointer == nullptr) {
          if (source.is_template) return;
          scores = std::string(
                       candidate_.tree.text().substr(source.node.begin(), source.field.begin() - source.node.begin())) +
                   own_;
        }
        // The field inside is written anew with the rest.
        edits_.erase(
            std::remove_if(edits_.begin(), edits_.end(),
                           [&](const Edit& edit) { return edit.begin >= read.begin() && edit.end <= read.end(); }),
            edits_.end());
        edits.push_back(Replace(read, fmt::format("{}({})", helper, scores)));
      }
    }
    const std::size_t place = view_.GlobalPlace();
    edits.push_back(
        {place, place,
         fmt::format("// The place of the largest score.\nint {0}(const {1}* scores) {{\n  int best = 0;\n  for (int i "
                     "= 1; i < "
                     "{2}; ++i) {{\n    if (scores[i] > scores[best]) best = i;\n  }}\n  return best;\n}}\n\n",
                     helper, type_, elements_)});
    edits_.insert(edits_.end(), edits.begin(), edits.end());
  }

  static const char* Constant(const std::string& type) {
    return type == "float32" ? "kTfLiteFloat32" : type == "int8" ? "kTfLiteInt8" : "kTfLiteUInt8";
  }

  /// What a description of a tensor must be equal to; empty if it is none, or of a tensor that nobody knows.
  std::string RightValue(const TreeNode& left) const {
    const std::string_view text = left.text();
    const auto end = std::min({text.find("->type"), text.find("->dims"), text.find("->bytes")});
    if (end == std::string_view::npos) return "";
    const std::string tensor(text.substr(0, end));
    const bool out = tensors_.contains(tensor) || IsOutputCall(tensor);
    if (!out && !inputs_.contains(tensor) && !IsInputCall(tensor)) return "";
    const TensorFacts& facts = out ? candidate_.contract.tflite->output : candidate_.contract.tflite->input;
    const std::string_view rest = text.substr(end);
    if (rest == "->type") return Constant(facts.type);
    if (rest == "->dims->size") return fmt::format("{}", facts.shape.size());
    for (std::size_t i = 0; i < facts.shape.size(); ++i) {
      if (rest == fmt::format("->dims->data[{}]", i)) return fmt::format("{}", facts.shape[i]);
    }
    if (rest == "->bytes") return fmt::format("{}", facts.elements() * (facts.type == "float32" ? 4 : 1));
    return "";
  }

  /// A check that refuses the model's real type or shape refuses the model.
  void MendTypeChecks() {
    const auto mend = [&](const TreeNode& left, const TreeNode& value) {
      const std::string right = RightValue(left);
      const bool plain =
          value.Is("number_literal") || (value.Is("identifier") && value.text().substr(0, 7) == "kTfLite");
      if (!right.empty() && plain && value.text() != right) edits_.push_back(Replace(value, right));
    };
    for (const TreeNode& node : candidate_.tree.All({"binary_expression"})) {
      const TreeNode left = node.child("left");
      const TreeNode value = node.child("right");
      if (!left || !value) continue;
      if (Contains(candidate_.tree.text().substr(left.end(), value.begin() - left.end()), "!=")) mend(left, value);
    }
    // A loop over the first dimension goes over the batch, which is one.
    for (const TreeNode& loop : candidate_.tree.All({"for_statement"})) {
      const TreeNode condition = loop.child("condition");
      if (!condition || !condition.Is("binary_expression") || !condition.child("right")) continue;
      const TreeNode bound = condition.child("right");
      const TensorFacts& out = candidate_.contract.tflite->output;
      const bool batch =
          bound.Is("subscript_expression") && Contains(bound.text(), "->dims->data[0]") && RightValue(bound) == "1";
      if (batch && out.shape.size() == 2) edits_.push_back({bound.end() - 2, bound.end() - 1, "1"});
    }
    for (const Call& call : view_.calls()) {
      const bool asserts =
          Contains(call.name, "ASSERT_EQ") || Contains(call.name, "ENSURE_EQ") || Contains(call.name, "EXPECT_EQ");
      if (asserts && call.arguments.size() >= 2) mend(call.arguments[call.arguments.size() - 2], call.arguments.back());
    }
  }

  const RepairCase& candidate_;
  const SketchView& view_;
  int elements_ = 0;
  std::string own_;                ///< The right member of the union.
  std::string type_;               ///< Its type.
  std::set<std::string> tensors_;  ///< Names of the output tensor.
  std::set<std::string> inputs_;   ///< And of the input tensor.
  std::vector<Source> sources_;
  std::set<std::size_t> changed_;
  std::set<std::size_t> widened_;
  std::vector<Edit> edits_;
};

}  // namespace

std::vector<Proposal> OutputRule::Propose(const RepairCase& candidate) const {
  if (!candidate.builds() || !candidate.contract.tflite) return {};
  return Work(candidate).Run();
}

}  // namespace autopilot
