#pragma once

/// A TensorFlow Lite Micro library that a user has installed for Arduino: sources in src/, library.properties. It is
/// compiled for the twin and becomes the runtime of a library profile of its own. Where it is kept:
/// docs/formats/profiles.md.

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/paths.h"
#include "core/sandbox.h"
#include "core/status.h"
#include "profile/profile.h"
#include "twin/twin_recipe.h"

namespace autopilot {

/// What stands in the library's folder. Paths are relative to `source`.
struct UserLibrary {
  std::filesystem::path folder;
  std::filesystem::path source;  ///< folder/src
  std::string name;
  std::string version;
  std::string marker_header;
  std::vector<std::filesystem::path> headers;
  std::vector<std::filesystem::path> units;  ///< What the Arduino build compiles: all C and C++ files.
};

/// Fails with kBadInput, naming the file and the cure: no library.properties, no src, no sources (a precompiled
/// library), no MicroInterpreter in it.
Result<UserLibrary> ReadUserLibrary(const std::filesystem::path& folder);

/// The library's facts, read from its headers: what it declares of the names that `known` generations declare,
/// its adders and operators. The text of a profile with the id, whose headers lie in `include_folder`.
std::string RenderUserProfile(const UserLibrary& library, const std::string& id,
                              const std::map<std::string, LibraryProfile>& known,
                              const std::filesystem::path& include_folder);

struct UserLibraryBuild {
  std::filesystem::path runtime;      ///< Folder of headers and runner, named by the hash of all that went in.
  std::vector<std::string> left_out;  ///< Files beside TFLM that do not compile here, each with its first error.
  std::string unlinkable;             ///< Why sketches cannot be linked with it for the board; empty: they can.
  bool was_there = false;             ///< Built before, from the same bytes.
};

/// Compiles the library for host and board, in the sandbox, `jobs` files at a time, and links its runner, into
/// `cache`/libraries/HASH. `progress` hears how many files are done. Fails with kBadInput when a file of TFLM itself
/// does not compile for the host, with its first error, or when the runner lacks a definition.
Result<UserLibraryBuild> BuildUserLibrary(const UserLibrary& library, const InstallPaths& paths,
                                          const TwinRecipe& recipe, const Sandbox& sandbox, int jobs,
                                          const std::function<void(std::size_t, std::size_t)>& progress);

/// Adds the user's libraries to the recipe: those of `cache`/libraries that are whole and were linked with this very
/// installation.
void AddUserLibraries(const std::filesystem::path& cache, TwinRecipe& recipe);

/// `cache`/libraries: ID.toml, the profiles, and HASH/, the runtimes.
std::filesystem::path UserLibraryFolder(const std::filesystem::path& cache);

}  // namespace autopilot
