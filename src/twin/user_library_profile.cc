#include <fmt/format.h>

#include <regex>
#include <set>

#include "core/files.h"
#include "twin/user_library.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

std::string TextOf(const UserLibrary& library, const std::string& header) {
  auto text = ReadFile(library.source / header);
  return text ? std::move(*text) : "";
}

bool HasName(const std::string& text, const std::string& name) {
  return std::regex_search(text, std::regex("\\b" + name + "\\b"));
}

std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

/// Where the library declares the names that some known generation has.
std::map<std::string, std::string> Symbols(const UserLibrary& library,
                                           const std::map<std::string, LibraryProfile>& known) {
  std::map<std::string, std::string> symbols;
  std::map<std::string, std::string> texts;
  for (const auto& [id, profile] : known) {
    for (const auto& [name, header] : profile.symbol_header) {
      const auto text = texts.try_emplace(header, TextOf(library, header)).first;
      if (!symbols.contains(name) && HasName(text->second, name)) symbols[name] = header;
    }
  }
  return symbols;
}

/// From "TfLiteStatus AddX(...) { ... BuiltinOperator_Y ... }" and AddCustom("y", ...).
std::map<std::string, std::string> Adders(const std::string& resolver) {
  static const std::regex adder("TfLiteStatus\\s+(Add[A-Za-z0-9]+)\\s*\\(");
  static const std::regex builtin("BuiltinOperator_([A-Z0-9_]+)");
  static const std::regex custom("AddCustom\\(\\s*\"([^\"]+)\"");
  std::map<std::string, std::string> adders;
  std::vector<std::pair<std::string, std::size_t>> found;
  for (std::sregex_iterator at(resolver.begin(), resolver.end(), adder), end; at != end; ++at) {
    found.emplace_back((*at)[1], static_cast<std::size_t>(at->position()));
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i].first == "AddBuiltin" || found[i].first == "AddCustom") continue;
    const std::size_t end = i + 1 < found.size() ? found[i + 1].second : resolver.size();
    const std::string body = resolver.substr(found[i].second, end - found[i].second);
    std::smatch name;
    if (std::regex_search(body, name, custom) || std::regex_search(body, name, builtin))
      adders[name[1]] = found[i].first;
  }
  return adders;
}

/// Operators that some file of the library registers, beyond those with an adder.
std::set<std::string> Registered(const UserLibrary& library, const std::map<std::string, std::string>& adders) {
  static const std::regex registration("Register_([A-Z0-9_]+)\\s*\\(");
  std::set<std::string> operators;
  const std::string text = TextOf(library, "tensorflow/lite/micro/kernels/micro_ops.h");
  for (std::sregex_iterator at(text.begin(), text.end(), registration), end; at != end; ++at) {
    if (!adders.contains((*at)[1])) operators.insert((*at)[1]);
  }
  return operators;
}

}  // namespace

std::string RenderUserProfile(const UserLibrary& library, const std::string& id,
                              const std::map<std::string, LibraryProfile>& known, const fs::path& include_folder) {
  static const std::regex takes_reporter(
      "MicroInterpreter\\s*\\([^;{]*tensor_arena_size\\s*,\\s*(tflite::)?ErrorReporter\\s*\\*\\s*\\w+\\s*[,)]");
  const std::string resolver = TextOf(library, "tensorflow/lite/micro/micro_mutable_op_resolver.h");
  const auto adders = Adders(resolver);
  const std::string source = Quoted(library.name + " " + library.version + ", as installed");
  std::string text = fmt::format("# Written by `autopilot twin build` from {}.\nid = {}\ntitle = {}\n",
                                 library.folder.string(), Quoted(id), Quoted(library.name + " " + library.version));
  text += fmt::format("marker_header = {}\ninclude_folder = {}\n", Quoted(library.marker_header),
                      Quoted(include_folder.string()));
  text += fmt::format("error_reporter = {}\n",
                      std::regex_search(TextOf(library, "tensorflow/lite/micro/micro_interpreter.h"), takes_reporter));
  text += "headers = [\n";
  for (const fs::path& header : library.headers) text += fmt::format("  {},\n", Quoted(header.string()));
  text += "]\nmore_operators = [";
  for (const std::string& name : Registered(library, adders)) text += Quoted(name) + ", ";
  text += "]\n\n[symbol_header]\n";
  for (const auto& [name, header] : Symbols(library, known)) text += fmt::format("{} = {}\n", name, Quoted(header));
  text += "\n[operator_adder]\n";
  for (const auto& [name, adder] : adders) text += fmt::format("{} = {}\n", Quoted(name), Quoted(adder));
  text += "\n# The library plans its arena itself: nothing is estimated.\n[arena]\nfixed = 0\nper_operator = 0\n";
  text += "activations_included = 1073741824\nband = 0.0\n\n[sources]\n";
  for (const char* key : {"marker_header", "include_folder", "error_reporter", "headers", "more_operators",
                          "symbol_header", "operator_adder", "arena"}) {
    text += fmt::format("{} = {}\n", key, source);
  }
  return text;
}

}  // namespace autopilot
