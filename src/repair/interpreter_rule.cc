#include "repair/interpreter_rule.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

#include "core/text.h"

namespace autopilot {
namespace {

/// Arguments of a definition may be read as parameters of a prototype: what they are, their text says.
bool IsName(std::string_view text) {
  return !text.empty() && std::isdigit(static_cast<unsigned char>(text[0])) == 0 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
}

enum class Role { kModel, kResolver, kArena, kSize, kReporter, kOther };

/// Where an interpreter is made: a declaration `MicroInterpreter x(...)` or an expression `new MicroInterpreter(...)`.
struct Making {
  TreeNode list;
  std::vector<TreeNode> arguments;
  TreeNode statement;
  bool global = false;
};

class Work {
 public:
  explicit Work(const RepairCase& candidate)
      : candidate_(candidate), contract_(candidate.contract), symbol_(candidate.contract.application.symbol) {}

  std::vector<Proposal> Run() {
    for (const Making& making : Makings()) Look(making);
    MendCreate();
    return std::move(proposals_);
  }

 private:
  static TreeNode StatementOf(const TreeNode& node) {
    return node.Within({"declaration", "expression_statement", "return_statement", "if_statement"});
  }

  std::vector<Making> Makings() const {
    std::vector<Making> makings;
    for (const Variable& variable : candidate_.view.variables()) {
      if (LastName(variable.type) != "MicroInterpreter" || variable.pointer || variable.arguments.empty()) continue;
      makings.push_back({variable.value, variable.arguments, variable.declaration, variable.global()});
    }
    for (const TreeNode& node : candidate_.tree.All({"new_expression"})) {
      const TreeNode type = node.child("type");
      const TreeNode list = node.child("arguments");
      if (!type || !list || LastName(type.text()) != "MicroInterpreter") continue;
      const TreeNode statement = StatementOf(node);
      if (statement) makings.push_back({list, list.parts(), statement, !statement.Within({"compound_statement"})});
    }
    for (const Call& call : candidate_.view.calls()) {
      if (call.function.text() != "tflite::MicroInterpreter") continue;
      const TreeNode statement = StatementOf(call.node);
      if (statement) makings.push_back({call.list, call.arguments, statement, false});
    }
    return makings;
  }

  /// MicroInterpreter::Create(...) of no generation: the interpreter is made, and what took its status allocates.
  void MendCreate() {
    for (const Call* call : candidate_.view.CallsOf("Create")) {
      if (call->function.text() != "tflite::MicroInterpreter::Create") continue;
      const TreeNode taker = call->node.parent();
      const std::size_t begin = call->function.begin();
      if (taker.Is("assignment_expression")) {
        const Variable* to = candidate_.view.Find(taker.child("left").text(), taker.begin());
        if (to != nullptr && to->pointer && LastName(to->type) == "MicroInterpreter") {
          Propose("makes the interpreter by new", {{begin, call->function.end(), "new tflite::MicroInterpreter"}});
        }
      }
      const bool declares = taker.Is("init_declarator");
      if (!declares && !taker.Is("assignment_expression")) continue;
      const std::string status(taker.child(declares ? "declarator" : "left").text());
      // `interpreter = status;` says which pointer is meant.
      for (const TreeNode& other : candidate_.tree.All({"assignment_expression"})) {
        const TreeNode value = other.child("right");
        const bool from =
            value.text() == status || value.text() == status + ".release()" || value.text() == "*" + status;
        if (!from || !other.child("left").Is("identifier") || !other.parent().Is("expression_statement")) continue;
        const TreeNode statement = StatementOf(taker);
        const std::size_t line = candidate_.tree.LineBegin(statement.line());
        const std::string indent(candidate_.tree.text().substr(line, statement.begin() - line));
        if (indent.find_first_not_of(" \t") != std::string::npos) return;
        const std::string name(other.child("left").text());
        Propose("makes the interpreter, and allocates its tensors",
                {{line, line, fmt::format("{}{} = new tflite::MicroInterpreter{};\n", indent, name, call->list.text())},
                 {begin, call->list.end(), name + "->AllocateTensors()"},
                 DeleteLines(candidate_.tree, other.parent())});
        break;
      }
    }
  }

  void Propose(const std::string& what, std::vector<Edit> edits) {
    proposals_.push_back({"", "profile_mismatch", what, std::move(edits)});
  }

  Role RoleOf(const TreeNode& argument) const {
    std::string_view text = argument.text();
    if (Contains(text, "GetModel")) return Role::kModel;
    if (Contains(text, "OpResolver") || Contains(text, "OpsResolver")) return Role::kResolver;
    if (Contains(text, "sizeof")) return Role::kSize;
    if (!text.empty() && (text[0] == '&' || text[0] == '*')) text.remove_prefix(1);
    if (text == symbol_) return Role::kModel;
    if (!text.empty() && std::isdigit(static_cast<unsigned char>(text[0])) != 0) return Role::kSize;
    const Variable* variable = candidate_.view.Find(text, argument.begin());
    if (variable != nullptr) {
      const std::string_view type = LastName(variable->type);
      if (type == "Model" || type == "auto") return Role::kModel;
      if (Contains(type, "OpResolver") || Contains(type, "OpsResolver")) return Role::kResolver;
      if (Contains(type, "ErrorReporter")) return Role::kReporter;
      if (variable->array) return Role::kArena;
      if (variable->pointer && (type == "uint8_t" || type == "char")) return Role::kArena;
      if (!variable->pointer && (Contains(type, "int") || type == "size_t" || type == "unsigned")) return Role::kSize;
      return Role::kOther;
    }
    return RoleOfName(text);
  }

  /// Of what is declared nowhere, only the name speaks; a macro is a number.
  Role RoleOfName(std::string_view text) const {
    std::string lower;
    for (const char c : text) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (Contains(lower, "size") || Contains(lower, "len")) return Role::kSize;
    if (Contains(lower, "resolver") || Contains(lower, "ops")) return Role::kResolver;
    if (Contains(lower, "report")) return Role::kReporter;
    if (Contains(lower, "arena") || Contains(lower, "buffer")) return Role::kArena;
    if (Contains(lower, "model")) return Role::kModel;
    return Role::kOther;
  }

  /// What can be told of the sketch's variables that are seen at `offset`.
  std::string Visible(std::size_t offset, const std::function<bool(const Variable&)>& wanted) const {
    for (const Variable& variable : candidate_.view.variables()) {
      if (!wanted(variable) || variable.external) continue;
      if (candidate_.view.Find(variable.name, offset) != &variable) continue;
      if (variable.name_node.begin() >= offset) continue;
      return variable.name;
    }
    return "";
  }

  void Look(const Making& making) {
    const std::vector<TreeNode>& arguments = making.arguments;
    if (arguments.empty()) return;
    std::vector<std::string> wanted;
    std::string before;  // Declarations in front of the statement.
    const auto of_role = [&](Role role) {
      return std::find_if(arguments.begin(), arguments.end(), [&](const TreeNode& one) { return RoleOf(one) == role; });
    };
    const auto model = of_role(Role::kModel);
    const auto resolver = of_role(Role::kResolver);
    const auto arena = of_role(Role::kArena);
    const auto size = of_role(Role::kSize);
    const auto reporter = of_role(Role::kReporter);
    const std::size_t at = making.statement.begin();
    wanted.push_back(Model(model == arguments.end() ? "" : std::string(model->text()), at));
    wanted.push_back(Resolver(resolver == arguments.end() ? "" : std::string(resolver->text()), making, before));
    std::string arena_name = arena == arguments.end() ? "" : std::string(arena->text());
    if (arena_name.empty()) {
      arena_name = Visible(at, [](const Variable& variable) {
        return variable.array && variable.global() && (variable.type == "uint8_t" || variable.type == "unsigned char");
      });
    }
    if (!arena_name.empty() && arena_name[0] == '&') arena_name.erase(0, 1);
    if (arena_name.empty()) return;
    wanted.push_back(arena_name);
    wanted.push_back(size == arguments.end() ? fmt::format("sizeof({})", arena_name) : std::string(size->text()));
    if (contract_.library.error_reporter) {
      wanted.push_back(Reporter(reporter == arguments.end() ? nullptr : &*reporter, making, before));
    }
    if (std::any_of(wanted.begin(), wanted.end(), [](const std::string& one) { return one.empty(); })) return;
    std::vector<std::string> present;
    for (const TreeNode& argument : arguments) present.emplace_back(argument.text());
    // A profiler or the like behind them may be right.
    if (present.size() > wanted.size() && !candidate_.Complains("MicroInterpreter") && !UnknownAmong(arguments)) {
      present.resize(wanted.size());
    }
    if (present == wanted && before.empty()) return;
    std::vector<Edit> edits = {Replace(making.list, fmt::format("({})", fmt::join(wanted, ", ")))};
    if (!before.empty()) {
      const std::size_t line = candidate_.tree.LineBegin(making.statement.line());
      edits.push_back({line, line, Indented(before, making.statement)});
    }
    proposals_.push_back(
        {"", "profile_mismatch", fmt::format("gives the interpreter {}", fmt::join(wanted, ", ")), std::move(edits)});
  }

  bool UnknownAmong(const std::vector<TreeNode>& arguments) const {
    return std::any_of(arguments.begin(), arguments.end(), [&](const TreeNode& argument) {
      return IsName(argument.text()) && candidate_.Complains(argument.text());
    });
  }

  std::string Indented(const std::string& lines, const TreeNode& statement) const {
    const std::size_t begin = candidate_.tree.LineBegin(statement.line());
    std::string indent;
    for (std::size_t at = begin;
         at < statement.begin() && std::isspace(static_cast<unsigned char>(candidate_.tree.text()[at])) != 0; ++at)
      indent += candidate_.tree.text()[at];
    std::string result;
    std::size_t from = 0;
    while (from < lines.size()) {
      const std::size_t end = lines.find('\n', from) + 1;
      result += indent + lines.substr(from, end - from);
      from = end;
    }
    return result;
  }

  std::string Model(std::string given, std::size_t at) const {
    if (given.empty()) {
      given = Visible(at, [](const Variable& variable) { return LastName(variable.type) == "Model"; });
      return given.empty() ? fmt::format("tflite::GetModel({})", symbol_) : given;
    }
    const std::string name = given[0] == '&' ? given.substr(1) : given;
    const Variable* variable = candidate_.view.Find(name, at);
    if (variable != nullptr && LastName(variable->type) == "Model") {
      return variable->pointer ? name : given;
    }
    // A name of nobody's can only be the array's.
    if (variable == nullptr && IsName(name) && !candidate_.view.Declares(name))
      return fmt::format("tflite::GetModel({})", symbol_);
    // The array itself; where the sketch has a variable for the model, that is renamed by another rule.
    if (name == symbol_ && variable == nullptr) return fmt::format("tflite::GetModel({})", symbol_);
    return given;
  }

  /// A resolver has to outlive the interpreter: one made in the list of arguments does not.
  std::string Resolver(const std::string& given, const Making& making, std::string& before) const {
    const bool temporary = Contains(given, "(") || Contains(given, "{");
    const bool nothing = given.empty() || given == "nullptr";
    if (!temporary && !nothing) {
      std::string name = given[0] == '&' || given[0] == '*' ? given.substr(1) : given;
      const Variable* variable = candidate_.view.Find(name, making.statement.begin());
      if (variable == nullptr) {
        if (candidate_.view.Declares(name)) return given;
        before += Declaration(making, Class(""), name);
        return name;
      }
      return variable->pointer ? "*" + name : name;
    }
    if (nothing) {
      std::string known = Visible(making.statement.begin(), [](const Variable& variable) {
        return !variable.pointer && Contains(variable.type, "Resolver") && variable.type != "tflite::MicroOpResolver";
      });
      if (!known.empty()) return known;
    }
    std::string name = candidate_.view.FreshName("resolver");
    before += Declaration(making, Class(given), name);
    return name;
  }

  std::string Class(const std::string& temporary) const {
    if (Contains(temporary, "MicroMutableOpResolver")) {
      std::string type = temporary.substr(0, temporary.find_first_of("({"));
      if (type.substr(0, 8) == "tflite::") return type;
    }
    if (contract_.library.symbol_header.contains("AllOpsResolver")) return "tflite::AllOpsResolver";
    return "";
  }

  static std::string Declaration(const Making& making, const std::string& type, const std::string& name) {
    return type.empty() ? "" : fmt::format("{}{} {};\n", making.global ? "" : "static ", type, name);
  }

  std::string Reporter(const TreeNode* given, const Making& making, std::string& before) const {
    std::string text = given == nullptr ? "" : std::string(given->text());
    const std::size_t at = making.statement.begin();
    if (!text.empty()) {
      const std::string name = text[0] == '&' || text[0] == '*' ? text.substr(1) : text;
      const Variable* variable = candidate_.view.Find(name, at);
      if (variable != nullptr) return variable->pointer ? name : "&" + name;
      if (candidate_.view.Declares(name) || !IsName(given->text()) ? text[0] != '&' : false) return text;
      before += Declaration(making, "tflite::MicroErrorReporter", name);
      return "&" + name;
    }
    const std::string known = Visible(at, [](const Variable& variable) {
      const std::string_view type = LastName(variable.type);
      return type == "ErrorReporter" || type == "MicroErrorReporter";
    });
    if (!known.empty()) return candidate_.view.Find(known, at)->pointer ? known : "&" + known;
    const std::string name = candidate_.view.FreshName("micro_error_reporter");
    before += Declaration(making, "tflite::MicroErrorReporter", name);
    return "&" + name;
  }

  const RepairCase& candidate_;
  const Contract& contract_;
  const std::string& symbol_;
  std::vector<Proposal> proposals_;
};

}  // namespace

std::vector<Proposal> InterpreterRule::Propose(const RepairCase& candidate) const {
  if (candidate.builds()) return {};
  return Work(candidate).Run();
}

}  // namespace autopilot
