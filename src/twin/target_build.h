#pragma once

/// The board's side of a build beyond the syntax check: when a sketch has to be linked for the board, and how.

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/status.h"
#include "profile/profile.h"
#include "twin/twin_recipe.h"

namespace autopilot {

/// Linking costs as much again as the check, so it is done where it can matter or where somebody wants the figures.
/// Made for one library generation; thread-safe.
class TargetBuild {
 public:
  /// Every operator of the library, as AllOpsResolver brings them in.
  static constexpr const char* kAllOperators = "all_operators";

  /// Reads what the recipe names. Fails with kInfrastructure where that is broken.
  static Result<TargetBuild> Create(const LibraryRecipe& recipe);

  /// What follows the compiler's flags and sources to make `image`. `operators` are those that the sketch registers;
  /// empty for one that does not use the library at all.
  std::vector<std::string> LinkArguments(const std::string& image, const std::vector<std::string>& operators) const;

  /// Whether the host program gives reason to link for the board: it takes names from the host that the board's
  /// libraries may lack, or it is so large that flash or RAM might be short. Says no only where that is certain.
  Result<bool> IsDoubtful(const std::filesystem::path& host_program, const BoardProfile& board) const;

 private:
  TargetBuild() = default;
  bool Knows(const std::string& name) const;

  ImageRecipe recipe_;
  std::shared_ptr<const std::string> known_text_;
  std::vector<std::string_view> known_;  ///< Lines of known_text_, sorted.
  double empty_flash_ = 0;               ///< Of the host program of an empty sketch, in bytes.
  double empty_ram_ = 0;
  double library_flash_ = 0;  ///< Of the whole library on the board.
  double library_ram_ = 0;
};

}  // namespace autopilot
