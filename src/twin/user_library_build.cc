#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
#include <thread>

#include "core/files.h"
#include "core/hash.h"
#include "core/interrupt.h"
#include "twin/library_compiler.h"
#include "twin/user_library.h"
#include "twin/user_library_runtime.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;
using For = LibraryCompiler::For;

constexpr char kDebugLog[] = "tensorflow/lite/micro/debug_log.h";

/// Files of the twin's own that go with the library.
struct OwnUnits {
  std::vector<fs::path> host;   ///< The trace of its interpreter, and its log.
  std::vector<fs::path> board;  ///< What calls the sketch.
};

OwnUnits FindOwnUnits(const UserLibrary& library, const InstallPaths& paths) {
  const auto log = ReadFile(library.source / kDebugLog);
  const bool formatted = log && log->find("va_list") != std::string::npos;
  const fs::path folder = paths.device() / "runtime/user_library";
  return {
      {folder / "interpreter_trace.cc", folder / "log.cc", folder / (formatted ? "log_formatted.cc" : "log_plain.cc")},
      {paths.device() / "target/sketch_use.cc"}};
}

/// Of everything that goes into the runtime, by content.
Result<std::string> HashOf(const UserLibrary& library, const OwnUnits& own, const UserLibraryRecipe& recipe) {
  std::string all = recipe.host.compiler.string() + '\n' + recipe.target.compiler.string() + '\n';
  for (const auto* flags : {&recipe.host.flags, &recipe.target.flags, &recipe.instrument_flags, &recipe.runner_flags}) {
    for (const std::string& flag : *flags) all += flag + '\n';
  }
  all += recipe.instrumented + '\n' + recipe.constructors + '\n';
  const auto add = [&](const fs::path& file, const std::string& name) -> Status {
    AUTOPILOT_TRY(hash, Sha256OfFile(file));
    all += name + ' ' + hash + '\n';
    return {};
  };
  for (const auto* list : {&library.headers, &library.units}) {
    for (const fs::path& file : *list) AUTOPILOT_CHECK(add(library.source / file, file.string()));
  }
  for (const auto* list : {&own.host, &own.board, &recipe.runner_whole_archives, &recipe.runner_archives}) {
    for (const fs::path& file : *list) AUTOPILOT_CHECK(add(file, file.filename().string()));
  }
  AUTOPILOT_CHECK(add(recipe.symbols, "symbols"));
  return Sha256(all).substr(0, 20);
}

/// One file to compile.
struct Task {
  fs::path unit;
  For target = For::kHost;
  bool required = false;  ///< Without it there is no runtime. Parts for other boards or kits may fail.
  fs::path object;
};

std::vector<Task> PlanTasks(const UserLibrary& library, const OwnUnits& own, const fs::path& work) {
  std::vector<Task> tasks;
  const auto plan = [&](const fs::path& unit, For target, bool required) {
    const fs::path folder = work / (target == For::kHost ? "host" : "board");
    tasks.push_back({unit, target, required, folder / fmt::format("{:04}.o", tasks.size())});
  };
  for (const fs::path& unit : own.host) plan(unit, For::kHost, true);
  for (const fs::path& unit : library.units) {
    plan(library.source / unit, For::kHost, unit.generic_string().starts_with("tensorflow/"));
  }
  for (const fs::path& unit : own.board) plan(unit, For::kBoard, true);
  for (const fs::path& unit : library.units) plan(library.source / unit, For::kBoard, false);
  return tasks;
}

/// What the threads share, and what came of it.
struct Compiled {
  std::mutex mutex;
  std::size_t done = 0;
  std::map<fs::path, std::string> failed_for_host;  ///< First errors, of files that are not required.
  std::map<fs::path, std::string> failed_for_board;
  std::optional<Error> failure;
};

void CompileAll(const LibraryCompiler& compiler, const std::vector<Task>& tasks, const fs::path& work, int jobs,
                Compiled& compiled, const std::function<void(std::size_t, std::size_t)>& progress) {
  std::atomic<std::size_t> next = 0;
  const auto run = [&](int thread) {
    for (std::size_t i = next++; i < tasks.size() && !Interrupted(); i = next++) {
      const Task& task = tasks[i];
      {
        const std::lock_guard lock(compiled.mutex);
        if (compiled.failure) return;
      }
      const auto words = compiler.Compile(task.unit, task.target, work / fmt::format("thread{}", thread), task.object);
      const std::lock_guard lock(compiled.mutex);
      progress(++compiled.done, tasks.size());
      if (!words) {
        compiled.failure = words.error();
      } else if (!words->empty() && task.required) {
        compiled.failure = BadInput("this file does not compile for the twin: " + *words,
                                    "check that the library is whole; another version may do")
                               .At(task.unit.string());
      } else if (!words->empty()) {
        (task.target == For::kHost ? compiled.failed_for_host : compiled.failed_for_board)[task.unit] = *words;
      }
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < jobs; ++i) threads.emplace_back(run, i);
  for (std::thread& thread : threads) thread.join();
}

/// What works on the host and not on the board: there is no telling what a sketch would need of it.
std::string WhyUnlinkable(const Compiled& compiled) {
  for (const auto& [unit, words] : compiled.failed_for_board) {
    if (!compiled.failed_for_host.contains(unit)) return "the library does not compile for the board: " + words;
  }
  return "";
}

Status Copy(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::create_directories(to.parent_path(), error);
  if (!error) fs::copy_file(from, to, fs::copy_options::overwrite_existing, error);
  if (error) return Fail(Infrastructure(error.message()).At(to.string()));
  return {};
}

/// The interpreter's constructors are not declared alike in all libraries, so their wrapper is written when they are
/// known: it tells the trace where the arena lies, and goes on.
std::string RenderWrappers(const std::vector<std::string>& constructors) {
  std::string text;
  for (const std::string& name : constructors) {
    // The words of the stack: return address, this, model, resolver, arena, its size.
    text += fmt::format(
        "asm(\".text\\n.globl __wrap_{0}\\n__wrap_{0}:\\n pushl 20(%esp)\\n pushl 20(%esp)\\n pushl 12(%esp)\\n\"\n"
        "    \" call autopilot_arena_given\\n addl $12, %esp\\n jmp __real_{0}\\n\");\n",
        name);
  }
  return text;
}

/// Finds the constructors in the objects in `host`, and adds the object of their wrappers.
Result<std::vector<std::string>> WrapConstructors(const LibraryCompiler& compiler, const std::string& pattern,
                                                  const fs::path& host, const fs::path& work) {
  AUTOPILOT_TRY(symbols, compiler.SymbolsOfObjects(host));
  const std::regex constructor(pattern);
  std::set<std::string> found;
  for (const std::string& symbol : symbols) {
    if (std::regex_match(symbol, constructor)) found.insert(symbol);
  }
  std::vector<std::string> constructors(found.begin(), found.end());
  if (constructors.empty()) return constructors;
  AUTOPILOT_CHECK(WriteFile(work / "wrappers.cc", RenderWrappers(constructors)));
  AUTOPILOT_TRY(words, compiler.Compile("wrappers.cc", For::kHost, work, host / "wrappers.o"));
  if (!words.empty()) return Fail(Infrastructure("the wrappers do not compile: " + words, "run autopilot doctor"));
  return constructors;
}

Status WriteSymbols(const LibraryCompiler& compiler, const fs::path& host, const fs::path& system, const fs::path& to) {
  AUTOPILOT_TRY(own, compiler.SymbolsOf(host, UserRuntime::kRunner));
  std::set<std::string> symbols(own.begin(), own.end());
  AUTOPILOT_TRY(text, ReadFile(system));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) symbols.insert(line);
  std::string all;
  for (const std::string& symbol : symbols) all += symbol + '\n';
  return WriteFile(to, all);
}

}  // namespace

Result<UserLibraryBuild> BuildUserLibrary(const UserLibrary& library, const InstallPaths& paths,
                                          const TwinRecipe& recipe, const Sandbox& sandbox, int jobs,
                                          const std::function<void(std::size_t, std::size_t)>& progress) {
  const OwnUnits own = FindOwnUnits(library, paths);
  AUTOPILOT_TRY(hash, HashOf(library, own, recipe.user_library));
  const UserRuntime runtime(UserLibraryFolder(paths.cache) / hash);
  UserLibraryBuild build;
  build.runtime = runtime.folder();
  if (runtime.IsWhole()) {
    build.was_there = true;
    build.unlinkable = runtime.Unlinkable();
    AUTOPILOT_CHECK(runtime.SayWhole(recipe.user_library));
    return build;
  }
  AUTOPILOT_TRY(scratch, TemporaryFolder::Create("autopilot-library"));
  const fs::path host = scratch.path() / "host";
  const fs::path board = scratch.path() / "board";
  AUTOPILOT_CHECK(MakeFolder(host));
  AUTOPILOT_CHECK(MakeFolder(board));
  const LibraryCompiler compiler(library, paths, recipe.user_library, sandbox);
  Compiled compiled;
  CompileAll(compiler, PlanTasks(library, own, scratch.path()), scratch.path(), std::max(1, jobs), compiled, progress);
  if (compiled.failure) return Fail(*compiled.failure);
  if (Interrupted()) return Fail({ErrorKind::kInterrupted, "interrupted", "", "", 0});
  for (const auto& [unit, words] : compiled.failed_for_host) build.left_out.push_back(words);
  build.unlinkable = WhyUnlinkable(compiled);

  AUTOPILOT_TRY(wrapped,
                WrapConstructors(compiler, recipe.user_library.constructors, host, scratch.path() / "wrappers"));
  AUTOPILOT_CHECK(runtime.SayWrapped(wrapped));
  AUTOPILOT_CHECK(compiler.LinkRunner(host, wrapped, UserRuntime::kRunner));
  AUTOPILOT_CHECK(WriteSymbols(compiler, host, recipe.user_library.symbols, runtime.symbols()));
  AUTOPILOT_CHECK(Copy(host / UserRuntime::kRunner, runtime.runner()));
  // Where nothing can be linked for the board, the host's object says how large it is at most.
  const bool linkable = build.unlinkable.empty();
  const fs::path& measured = linkable ? board : host;
  AUTOPILOT_CHECK(compiler.Join(measured, linkable ? For::kBoard : For::kHost, UserRuntime::kLibrary));
  AUTOPILOT_CHECK(Copy(measured / UserRuntime::kLibrary, runtime.library()));
  AUTOPILOT_CHECK(runtime.SayUnlinkable(build.unlinkable));
  for (const fs::path& header : library.headers) {
    AUTOPILOT_CHECK(Copy(library.source / header, runtime.include() / header));
  }
  AUTOPILOT_CHECK(runtime.SayWhole(recipe.user_library));
  return build;
}

}  // namespace autopilot
