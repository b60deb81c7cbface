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
};

/// One library generation.
struct LibraryRecipe {
  CompilerRecipe host;
  CompilerRecipe target;
  ImageRecipe image;
  std::vector<std::filesystem::path> library_includes;  ///< Of the TFLM library itself.
  std::filesystem::path host_full_prelude;     ///< With the library's own headers: faster, and names nobody asked for.
  std::vector<std::string> host_link_command;  ///< From sketch.o to sketch.so.
  std::filesystem::path host_runner;           ///< The program that loads sketch.so.
  std::filesystem::path host_symbols;          ///< Sorted: what a sketch need not define.
};

struct TwinRecipe {
  std::filesystem::path compiler_server;               ///< What keeps a compiler warm; preloaded into it.
  std::map<std::string, LibraryRecipe> libraries;      ///< By profile id.
  std::vector<std::filesystem::path> system_includes;  ///< Where the target's compiler has its own headers.
  /// Standard headers that the real core brings in and the prelude, for speed, does not: header -> regular
  /// expression of the sketches that need it.
  std::map<std::string, std::string> optional_headers;
};

/// Reads `lib`/twin.toml; relative includes start at `device`, all else at `lib`. Fails with
/// kInfrastructure where the file or something it names is missing.
Result<TwinRecipe> LoadTwinRecipe(const std::filesystem::path& lib, const std::filesystem::path& device);

}  // namespace autopilot
