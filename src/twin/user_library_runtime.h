#pragma once

/// What `autopilot twin build` keeps of one library, and how the twin finds it again. Layout: docs/formats/profiles.md.

#include <filesystem>
#include <string>
#include <vector>

#include "core/status.h"
#include "twin/twin_recipe.h"

namespace autopilot {

/// The folder of one runtime. It is whole when it says so: that is written last.
class UserRuntime {
 public:
  static constexpr char kRunner[] = "runner";
  static constexpr char kLibrary[] = "library.o";  ///< By this name the linker's script knows the library.

  explicit UserRuntime(std::filesystem::path folder) : folder_(std::move(folder)) {}

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path include() const { return folder_ / "include"; }
  std::filesystem::path runner() const { return folder_ / kRunner; }
  std::filesystem::path symbols() const { return folder_ / "symbols.txt"; }
  std::filesystem::path library() const { return folder_ / kLibrary; }

  bool IsWhole() const;
  /// Whether it was linked with this installation, as it is now.
  bool IsOf(const UserLibraryRecipe& recipe) const;
  /// Marks it as whole, and as this installation's.
  Status SayWhole(const UserLibraryRecipe& recipe) const;

  /// Why no sketch can be linked with the library for the board; empty: it can.
  std::string Unlinkable() const;
  Status SayUnlinkable(const std::string& words) const;

  /// Symbols whose calls in sketches are led to wrappers, beside those of the recipe.
  std::vector<std::string> Wrapped() const;
  Status SayWrapped(const std::vector<std::string>& symbols) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace autopilot
