#pragma once

/// The compilers and linkers that make a runtime of a user's library, each command confined. Nothing of the library
/// runs here.

#include <filesystem>
#include <string>
#include <vector>

#include "core/paths.h"
#include "core/sandbox.h"
#include "core/status.h"
#include "twin/twin_recipe.h"
#include "twin/user_library.h"

namespace autopilot {

/// For one library. Compile may be called by several threads, with different folders. All that it refers to outlives
/// it.
class LibraryCompiler {
 public:
  enum class For { kHost, kBoard };

  LibraryCompiler(const UserLibrary& library, const InstallPaths& paths, const UserLibraryRecipe& recipe,
                  const Sandbox& sandbox)
      : library_(library), paths_(paths), recipe_(recipe), sandbox_(sandbox) {}

  /// Compiles `unit`, of the library or of the twin, in `folder`, to `object`. Words are the compiler's first error;
  /// empty: it was compiled.
  Result<std::string> Compile(const std::filesystem::path& unit, For target, const std::filesystem::path& folder,
                              const std::filesystem::path& object) const;

  /// Joins the objects in `folder` to one, `name`, there.
  Status Join(const std::filesystem::path& folder, For target, const std::string& name) const;

  /// Links the objects in `folder` with the board to `name`, there; calls of `wrapped` are led to their wrappers. Fails
  /// with kBadInput where a definition is missing.
  Status LinkRunner(const std::filesystem::path& folder, const std::vector<std::string>& wrapped,
                    const std::string& name) const;

  /// What the objects in `folder` define: symbols, in no order.
  Result<std::vector<std::string>> SymbolsOfObjects(const std::filesystem::path& folder) const;
  /// What sketches find in the runner `name` in `folder`.
  Result<std::vector<std::string>> SymbolsOf(const std::filesystem::path& folder, const std::string& name) const;

 private:
  Result<std::vector<std::string>> ListSymbols(const std::vector<std::string>& what,
                                               const std::filesystem::path& folder) const;
  Result<ProcessResult> Run(std::vector<std::string> argv, const std::filesystem::path& folder) const;

  const UserLibrary& library_;
  const InstallPaths& paths_;
  const UserLibraryRecipe& recipe_;
  const Sandbox& sandbox_;
};

}  // namespace autopilot
