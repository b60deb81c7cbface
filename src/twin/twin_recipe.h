#pragma once

/// How sketches are compiled and linked, as the build of device/ wrote it into twin.toml.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/status.h"

namespace autopilot {

/// One compiler's command line. Include folders are absolute.
struct CompilerRecipe {
  std::filesystem::path compiler;
  std::vector<std::string> flags;
  std::vector<std::filesystem::path> includes;
  std::filesystem::path prelude;  ///< Header to include first; its precompiled form lies beside it.
};

/// How a sketch is linked for the board; see device/target.cmake.
struct ImageRecipe {
  std::vector<std::string> link_flags;
  std::filesystem::path script;   ///< Of the linker.
  std::filesystem::path core;     ///< Its symbols are there, its code is not counted.
  std::filesystem::path library;  ///< TensorFlow Lite Micro, an object file.
  /// The sketch refers to the library itself; otherwise it refers to the core's facade, and the linker is told what
  /// operators it uses.
  bool library_is_seen = false;
  /// Why no sketch can be linked; empty: it can. `library` is then that of the host, which is larger.
  std::string unlinkable;
};

/// One library generation.
struct LibraryRecipe {
  CompilerRecipe host;
  CompilerRecipe target;
  ImageRecipe image;
  std::vector<std::filesystem::path> library_includes;  ///< Of the TFLM library itself.
  std::filesystem::path host_full_prelude;      ///< With the library's own headers: faster, and names nobody asked for.
  std::vector<std::string> host_link_command;   ///< From sketch.o to sketch.so.
  std::filesystem::path host_runner;            ///< The program that loads sketch.so.
  std::filesystem::path host_symbols;           ///< Sorted: what a sketch need not define.
  std::vector<std::filesystem::path> readable;  ///< What of it lies outside the installation.
};

/// How a library that the user has installed is compiled, and its runner linked; see twin/user_library.h.
struct UserLibraryRecipe {
  CompilerRecipe host;  ///< Without prelude, as the next one.
  CompilerRecipe target;
  std::filesystem::path target_linker;
  std::string instrumented;  ///< Regular expression over a file's path in the library: what is compiled with ...
  std::vector<std::string> instrument_flags;  ///< ... these flags on the host.
  std::string
      constructors;  ///< Regular expression over symbols: of the interpreter, with the arena as 4th and 5th word.
  std::vector<std::string> runner_flags;
  std::vector<std::filesystem::path> runner_whole_archives;
  std::vector<std::filesystem::path> runner_archives;
  std::vector<std::string> runner_libraries;
  std::filesystem::path symbols;               ///< Sorted: what a sketch need not define, beside the runner's symbols.
  std::vector<std::string> sketch_link_flags;  ///< Follow LibraryRecipe::host_link_command.
  std::filesystem::path target_core;           ///< As ImageRecipe::core.
};

struct TwinRecipe {
  std::filesystem::path compiler_server;               ///< What keeps a compiler warm; preloaded into it.
  std::map<std::string, LibraryRecipe> libraries;      ///< By profile id.
  std::vector<std::filesystem::path> system_includes;  ///< Where the target's compiler has its own headers.
  /// Standard headers that the real core brings in and the prelude, for speed, does not: header -> regular
  /// expression of the sketches that need it.
  std::map<std::string, std::string> optional_headers;
  UserLibraryRecipe user_library;
};

/// Reads `lib`/twin.toml; relative includes start at `device`, all else at `lib`. Fails with
/// kInfrastructure where the file or something it names is missing.
Result<TwinRecipe> LoadTwinRecipe(const std::filesystem::path& lib, const std::filesystem::path& device);

}  // namespace autopilot
