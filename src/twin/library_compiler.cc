#include "twin/library_compiler.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <sstream>

#include "core/files.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

constexpr char kObject[] = "unit.o";
constexpr char kCureForTools[] = "run autopilot doctor";

ProcessLimits Limits() {
  ProcessLimits limits;
  limits.wall = std::chrono::minutes(10);
  limits.memory_bytes = 4ull << 30;
  limits.file_bytes = 256ull << 20;
  limits.processes = 64;
  limits.output_bytes = 32u << 20;
  return limits;
}

void Append(std::vector<std::string>& to, const std::vector<std::string>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

/// The first line that is an error; the first of all where none says so.
std::string FirstError(const ProcessResult& ended) {
  if (ended.timed_out) return "the compiler was stopped";
  static const std::regex error("[^\n]*(error: |undefined reference|multiple definition)[^\n]*");
  std::smatch found;
  if (std::regex_search(ended.err, found, error)) return found[0];
  return ended.err.substr(0, ended.err.find('\n'));
}

std::vector<std::string> ObjectsIn(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() == ".o") names.push_back(entry->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

Result<ProcessResult> LibraryCompiler::Run(std::vector<std::string> argv, const fs::path& folder) const {
  Command command;
  command.argv = std::move(argv);
  command.environment = {{"LC_ALL", "C"}};
  SandboxPolicy policy;
  policy.writable = folder;
  policy.readable = {paths_.device(), paths_.lib, library_.source};
  policy.limits = Limits();
  return sandbox_.Run(command, policy);
}

Result<std::string> LibraryCompiler::Compile(const fs::path& unit, For target, const fs::path& folder,
                                             const fs::path& object) const {
  const CompilerRecipe& compiler = target == For::kHost ? recipe_.host : recipe_.target;
  const bool c = unit.extension() == ".c";
  std::vector<std::string> argv = {compiler.compiler.string()};
  Append(argv, compiler.flags);
  argv.emplace_back(c ? "-std=gnu11" : "-std=gnu++17");
  if (!c) Append(argv, {"-fno-rtti", "-fno-exceptions", "-fpermissive"});
  const std::string name = unit.lexically_relative(library_.source).generic_string();
  if (target == For::kHost && std::regex_search(name, std::regex(recipe_.instrumented))) {
    Append(argv, recipe_.instrument_flags);
  }
  for (const fs::path& include : compiler.includes) argv.push_back("-I" + include.string());
  argv.push_back("-I" + library_.source.string());
  argv.push_back("-I" + (paths_.device() / "runtime").string());
  Append(argv, {"-x", c ? "c" : "c++", "-c", unit.string(), "-o", kObject});
  AUTOPILOT_CHECK(MakeFolder(folder));
  AUTOPILOT_TRY(ended, Run(std::move(argv), folder));
  if (!ended.ok()) {
    const std::string words = FirstError(ended);
    return words.empty() ? "the compiler failed without a word" : words;
  }
  std::error_code error;
  fs::rename(folder / kObject, object, error);
  if (error) return Fail(Infrastructure(error.message()).At(object.string()));
  return std::string();
}

Status LibraryCompiler::Join(const fs::path& folder, For target, const std::string& name) const {
  std::vector<std::string> argv = {"ld", "-m", "elf_i386"};
  if (target == For::kBoard) argv = {recipe_.target_linker.string()};
  Append(argv, {"-r", "-S", "-o", name});
  Append(argv, ObjectsIn(folder));
  AUTOPILOT_TRY(ended, Run(std::move(argv), folder));
  if (ended.ok()) return {};
  return Fail(Infrastructure("the library's objects cannot be joined: " + FirstError(ended), kCureForTools));
}

Status LibraryCompiler::LinkRunner(const fs::path& folder, const std::vector<std::string>& wrapped,
                                   const std::string& name) const {
  std::vector<std::string> argv = {recipe_.host.compiler.string()};
  Append(argv, recipe_.runner_flags);
  for (const std::string& symbol : wrapped) argv.push_back("-Wl,--wrap=" + symbol);
  Append(argv, {"-o", name, "-Wl,--whole-archive"});
  for (const fs::path& archive : recipe_.runner_whole_archives) argv.push_back(archive.string());
  argv.emplace_back("-Wl,--no-whole-archive");
  Append(argv, ObjectsIn(folder));
  for (const fs::path& archive : recipe_.runner_archives) argv.push_back(archive.string());
  Append(argv, recipe_.runner_libraries);
  AUTOPILOT_TRY(ended, Run(std::move(argv), folder));
  if (ended.ok()) return {};
  return Fail(BadInput("the library does not link for the twin: " + FirstError(ended),
                       "check that the library is whole; another version may do")
                  .At(library_.source.string()));
}

Result<std::vector<std::string>> LibraryCompiler::SymbolsOfObjects(const fs::path& folder) const {
  return ListSymbols(ObjectsIn(folder), folder);
}

Result<std::vector<std::string>> LibraryCompiler::SymbolsOf(const fs::path& folder, const std::string& name) const {
  return ListSymbols({"-D", name}, folder);
}

Result<std::vector<std::string>> LibraryCompiler::ListSymbols(const std::vector<std::string>& what,
                                                              const fs::path& folder) const {
  std::vector<std::string> argv = {"nm", "--defined-only"};
  Append(argv, what);
  AUTOPILOT_TRY(ended, Run(std::move(argv), folder));
  if (!ended.ok()) {
    return Fail(Infrastructure("the library's symbols cannot be listed: " + FirstError(ended), kCureForTools));
  }
  std::vector<std::string> symbols;
  std::istringstream lines(ended.out);
  for (std::string line; std::getline(lines, line);) {
    const auto blank = line.rfind(' ');
    if (blank == std::string::npos) continue;  // The name of a file.
    const std::string symbol = line.substr(blank + 1);
    symbols.push_back(symbol.substr(0, symbol.find('@')));
  }
  return symbols;
}

}  // namespace autopilot
