#include "repair/globals_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <regex>
#include <set>

namespace autopilot {
namespace {

class Work {
 public:
  explicit Work(const RepairCase& candidate) : candidate_(candidate), view_(candidate.view) {}

  std::vector<Proposal> Run() {
    static const std::regex kUndeclared(R"('(\w+)' was not declared in this scope)");
    std::set<std::string> seen;
    for (const Diagnostic& diagnostic : candidate_.diagnostics) {
      std::smatch match;
      if (diagnostic.kind != Diagnostic::Kind::kError) continue;
      if (!std::regex_search(diagnostic.message, match, kUndeclared)) continue;
      const std::string name = match[1];
      if (!seen.insert(name).second) continue;
      if (!Hoist(name, diagnostic)) Declare(name);
    }
    return std::move(proposals_);
  }

 private:
  void Propose(std::string cause, std::string what, std::vector<Edit> edits) {
    proposals_.push_back({"", std::move(cause), std::move(what), std::move(edits)});
  }

  /// A use that nothing declared reaches.
  bool IsOpen(const TreeNode& use) const {
    const Variable* variable = view_.Find(use.text(), use.begin());
    return variable == nullptr || (variable->global() && variable->name_node.begin() > use.begin());
  }

  bool Hoist(const std::string& name, const Diagnostic& diagnostic) {
    const Variable* local = nullptr;
    const Variable* late = nullptr;
    for (const Variable& variable : view_.variables()) {
      if (variable.name != name || variable.parameter) continue;
      if (variable.global()) {
        late = &variable;
        continue;
      }
      if (local != nullptr) return false;  // Of two, nobody knows which is meant.
      local = &variable;
    }
    if (late != nullptr) return MoveUp(*late, diagnostic);
    if (local == nullptr) return false;
    return MakeGlobal(*local);
  }

  /// A global variable that stands behind its first use.
  bool MoveUp(const Variable& variable, const Diagnostic& diagnostic) {
    if (!variable.alone() || variable.declaration.line() <= diagnostic.line) return false;
    const std::size_t place = view_.GlobalPlace();
    Propose("undeclared_identifier", fmt::format("declares {} before its first use", variable.name),
            {{place, place, std::string(variable.declaration.text()) + "\n"},
             DeleteLines(candidate_.tree, variable.declaration)});
    return true;
  }

  bool MakeGlobal(const Variable& local) {
    const bool object = !local.pointer && LastName(local.type) == "MicroInterpreter";
    if (local.type == "auto") return MakeGlobalOfAddress(local);
    if (local.reference || !local.alone()) return false;
    if (object) return MakeGlobalPointer(local);
    const bool plain =
        local.pointer || local.array || (local.arguments.empty() && LastName(local.type).size() == local.type.size());
    const bool assigned = local.value && !local.array && local.declarator.Is("init_declarator") && !local.constant;
    if (!plain || (local.value && !assigned && !local.constant)) return false;
    const std::size_t place = PlaceFor(local);
    std::string written(local.declaration.text());
    std::vector<Edit> edits;
    if (assigned) {
      const TreeNode name = local.declarator.child("declarator");
      const std::string prefix(
          candidate_.tree.text().substr(local.declaration.begin(), name.begin() - local.declaration.begin()));
      edits.push_back(
          {place, place, Static(prefix) + std::string(name.text()) + (local.pointer ? " = nullptr;\n" : ";\n")});
      edits.push_back({local.declaration.begin(), local.name_node.begin(), ""});
    } else {
      edits.push_back({place, place, Static(written) + "\n"});
      edits.push_back(DeleteLines(candidate_.tree, local.declaration));
    }
    Propose("undeclared_identifier", fmt::format("makes {} global: other functions use it", local.name),
            std::move(edits));
    return true;
  }

  /// auto* p = &object: a pointer to the object's class.
  bool MakeGlobalOfAddress(const Variable& local) {
    if (!local.value || local.value.text()[0] != '&' || !local.alone()) return false;
    const Variable* object = view_.Find(local.value.text().substr(1), local.value.begin());
    if (object == nullptr || object->pointer || object->type == "auto") return false;
    const std::size_t place = view_.GlobalPlace();
    Propose("undeclared_identifier", fmt::format("makes {} global: other functions use it", local.name),
            {{place, place, fmt::format("{}* {} = nullptr;\n", object->type, local.name)},
             {local.declaration.begin(), local.name_node.begin(), ""}});
    return true;
  }

  static std::string Static(std::string text) {
    if (text.substr(0, 7) == "static ") text.erase(0, 7);
    return text;
  }

  /// An interpreter cannot be made before setup(): what is global is a pointer to it.
  bool MakeGlobalPointer(const Variable& local) {
    const std::string& text = candidate_.tree.text();
    const std::string own = view_.FreshName("static_" + local.name);
    const std::size_t place = PlaceFor(local);
    std::vector<Edit> edits = {
        {place, place, fmt::format("{}* {} = nullptr;\n", local.type, local.name)},
        Replace(local.name_node, own),
        {local.declaration.end(), local.declaration.end(), fmt::format("\n  {} = &{};", local.name, own)}};
    if (local.declaration.text().substr(0, 6) != "static") {
      edits.push_back({local.declaration.begin(), local.declaration.begin(), "static "});
    }
    for (const TreeNode& use : candidate_.tree.Named(local.name)) {
      if (use == local.name_node) continue;
      const std::size_t behind = use.end();
      if (behind < text.size() && text[behind] == '.') edits.push_back({behind, behind + 1, "->"});
      const TreeNode parent = use.parent();
      if (parent.Is("pointer_expression") && parent.text()[0] == '&') edits.push_back(Replace(parent, local.name));
    }
    Propose("undeclared_identifier", fmt::format("makes {} global: other functions use it", local.name),
            std::move(edits));
    return true;
  }

  /// Global variables of its array's bounds and the like stand before.
  std::size_t PlaceFor(const Variable& local) const {
    std::size_t place = view_.GlobalPlace();
    for (const TreeNode& name : local.declarator.All({"identifier"})) {
      const Variable* used = view_.FindGlobal(name.text());
      if (used != nullptr && local.array) {
        place = std::max(place, candidate_.tree.LineBegin(used->declaration.line() + 1));
      }
    }
    return place;
  }

  /// What `name` has to be, by what is done with it.
  void Declare(const std::string& name) {
    if (DeclareArena(name) || DeclareByPlace(name) || DeclareByValue(name)) return;
    std::string type;
    bool arrow = false;
    for (const TreeNode& use : candidate_.tree.Named(name)) {
      if (!IsOpen(use)) continue;
      const TreeNode parent = use.parent();
      if (parent.Is("field_expression") && parent.child("argument") == use) {
        const std::string field(parent.child("field").text());
        const bool points = candidate_.tree.text().substr(use.end(), 2) == "->";
        if (field == "Invoke" || field == "AllocateTensors" || field == "input" || field == "output") {
          type = "tflite::MicroInterpreter";
        } else if (field == "data" || field == "dims" || field == "type" || field == "params") {
          type = "TfLiteTensor";
        } else if (field == "Report") {
          type = "tflite::MicroErrorReporter";
        } else if (field == "version") {
          type = "const tflite::Model";
        } else {
          return;
        }
        arrow = points;
      } else if (parent.Is("assignment_expression") && parent.child("left") == use) {
        const std::string_view value = parent.child("right").text();
        if (value.find("GetModel") != std::string_view::npos) type = "const tflite::Model";
        if (value.find("->input(") != std::string_view::npos || value.find(".input(") != std::string_view::npos ||
            value.find("->output(") != std::string_view::npos || value.find(".output(") != std::string_view::npos) {
          if (value.find("->data") == std::string_view::npos) type = "TfLiteTensor";
        }
        if (value.find("AllocateTensors()") != std::string_view::npos ||
            value.find("Invoke()") != std::string_view::npos)
          return;
        arrow = true;
      }
    }
    if (type.empty()) return;
    if (type == "tflite::MicroErrorReporter" && !arrow) {
      Add(fmt::format("{} {};\n", type, name), name);
      return;
    }
    if (!arrow || !IsGivenAValue(name)) {
      FromInterpreter(name, type);
      return;
    }
    Add(fmt::format("{}* {} = nullptr;\n", type, name), name);
  }

  /// What stands where an interpreter takes its list of operators, or by address where it takes a reporter.
  bool DeclareByPlace(const std::string& name) {
    constexpr std::size_t kResolverArgument = 1;
    for (const TreeNode& use : candidate_.tree.Named(name)) {
      if (!IsOpen(use)) continue;
      const Variable* interpreter = MadeOf(use);
      if (interpreter != nullptr && interpreter->arguments.size() > kResolverArgument &&
          interpreter->arguments[kResolverArgument] == use &&
          candidate_.contract.library.symbol_header.contains("AllOpsResolver")) {
        Add(fmt::format("tflite::AllOpsResolver {};\n", name), name);
        return true;
      }
      const TreeNode address = use.parent();
      const bool by_address = address.Is("pointer_expression") && address.text()[0] == '&';
      const TreeNode list = by_address ? address.parent() : TreeNode();
      const bool reported = list && list.parent().Is("call_expression") &&
                            list.parent().child("function").text() == "TF_LITE_REPORT_ERROR";
      const bool last = interpreter != nullptr && !interpreter->arguments.empty() &&
                        interpreter->arguments.back() == address && name.find("report") != std::string::npos;
      if (by_address && (reported || last) && candidate_.contract.library.error_reporter) {
        Add(fmt::format("tflite::MicroErrorReporter {};\n", name), name);
        return true;
      }
    }
    return false;
  }

  /// The interpreter whose definition a node is an argument of.
  const Variable* MadeOf(const TreeNode& use) const {
    for (const Variable& variable : view_.variables()) {
      if (LastName(variable.type) == "MicroInterpreter" && variable.value && variable.value.Holds(use))
        return &variable;
    }
    return nullptr;
  }

  /// x = &object; or x = pointer; of a class that is known.
  bool DeclareByValue(const std::string& name) {
    for (const TreeNode& use : candidate_.tree.Named(name)) {
      const TreeNode assignment = use.parent();
      if (!assignment.Is("assignment_expression") || !(assignment.child("left") == use) || !IsOpen(use)) continue;
      std::string value(assignment.child("right").text());
      const bool by_address = !value.empty() && value[0] == '&';
      if (by_address) value.erase(0, 1);
      const Variable* source = view_.Find(value, use.begin());
      if (source == nullptr || source->array || source->reference || source->pointer == by_address) continue;
      if (source->type == "auto" || LastName(source->type).size() == source->type.size()) continue;
      // Whoever is asked to report by a pointer takes any reporter.
      const std::string type = LastName(source->type) == "MicroErrorReporter" ? "tflite::ErrorReporter" : source->type;
      Add(fmt::format("{}{}* {} = nullptr;\n", source->constant ? "const " : "", type, name), name);
      return true;
    }
    return false;
  }

  /// The arena and its size, which the model says.
  bool DeclareArena(const std::string& name) {
    const int need = candidate_.contract.arena_need;
    std::string lower;
    for (const char c : name) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (need <= 0 || lower.find("arena") == std::string::npos) return false;
    const int enough = (need + need / 5 + 511) / 512 * 512;
    if (lower.find("size") != std::string::npos) {
      Add(fmt::format("constexpr int {} = {};\n", name, enough), name);
    } else {
      DeclareArenaOf(name, enough);
    }
    return true;
  }

  /// As large as the sketch's own constant says, where it has one.
  void DeclareArenaOf(const std::string& name, int enough) {
    const auto is_size = [](std::string_view word) {
      std::string lower;
      for (const char c : word) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      return lower.find("arena") != std::string::npos && lower.find("size") != std::string::npos;
    };
    std::size_t place = view_.GlobalPlace();
    std::string size = fmt::format("{}", enough);
    for (const TreeNode& macro : candidate_.tree.All({"preproc_def"})) {
      if (!is_size(macro.child("name").text())) continue;
      size = macro.child("name").text();
      place = std::max(place, candidate_.tree.LineBegin(macro.line() + 1));
    }
    for (const Variable& variable : view_.variables()) {
      if (!variable.global() || !variable.constant || !is_size(variable.name)) continue;
      size = variable.name;
      place = std::max(place, candidate_.tree.LineBegin(variable.declaration.line() + 1));
    }
    Propose("undeclared_identifier", fmt::format("declares {}", name),
            {{place, place, fmt::format("alignas(16) uint8_t {}[{}];\n", name, size)}});
  }

  bool IsGivenAValue(const std::string& name) const {
    const std::vector<TreeNode> uses = candidate_.tree.Named(name);
    return std::any_of(uses.begin(), uses.end(), [](const TreeNode& use) {
      const TreeNode parent = use.parent();
      return parent.Is("assignment_expression") && parent.child("left") == use;
    });
  }

  /// "input" and "output" of the one interpreter there is.
  void FromInterpreter(const std::string& name, const std::string& type) {
    const Variable* interpreter = nullptr;
    for (const Variable& variable : view_.variables()) {
      if (LastName(variable.type) == "MicroInterpreter" && variable.global()) interpreter = &variable;
    }
    if (type == "tflite::MicroErrorReporter") {
      Add(fmt::format("tflite::MicroErrorReporter {0}_instance;\ntflite::ErrorReporter* {0} = &{0}_instance;\n", name),
          name);
      return;
    }
    if (interpreter == nullptr || type != "TfLiteTensor") return;
    const bool in = name.find("in") == 0;
    const bool out = name.find("out") == 0;
    if (in == out) return;
    std::vector<Edit> edits;
    std::set<std::size_t> bodies;
    for (const TreeNode& use : candidate_.tree.Named(name)) {
      const TreeNode function = use.Within({"function_definition"});
      if (!function || !bodies.insert(function.begin()).second) continue;
      const std::size_t place = function.child("body").begin() + 1;
      edits.push_back({place, place,
                       fmt::format("\n  TfLiteTensor* {} = {}{}{}(0);", name, interpreter->name,
                                   interpreter->pointer ? "->" : ".", in ? "input" : "output")});
    }
    if (!edits.empty())
      Propose("undeclared_identifier", fmt::format("declares {}, the interpreter's tensor", name), edits);
  }

  void Add(const std::string& declaration, const std::string& name) {
    const std::size_t place = view_.GlobalPlace();
    Propose("undeclared_identifier", fmt::format("declares {}", name), {{place, place, declaration}});
  }

  const RepairCase& candidate_;
  const SketchView& view_;
  std::vector<Proposal> proposals_;
};

}  // namespace

std::vector<Proposal> GlobalsRule::Propose(const RepairCase& candidate) const {
  if (candidate.builds()) return {};
  return Work(candidate).Run();
}

}  // namespace autopilot
