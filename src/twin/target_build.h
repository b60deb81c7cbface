#pragma once

/// The board's side of a build beyond the syntax check: when a sketch has to be linked for the board, and how.

#include <filesystem>
#include <string>
#include <vector>

#include "core/status.h"
#include "profile/profile.h"
#include "twin/twin_recipe.h"

namespace autopilot {

/// Linking costs more than the check, so it is done where it can matter or where somebody wants the figures. Made
/// for one library generation; immutable.
class TargetBuild {
 public:
  /// Every operator of the library, as AllOpsResolver brings them in.
  static constexpr const char* kAllOperators = "all_operators";

  /// Fails with kInfrastructure where the library's object is missing or broken.
  static Result<TargetBuild> Create(const ImageRecipe& recipe);

  /// Why no sketch can be linked for the board; empty: it can.
  const std::string& unlinkable() const { return recipe_.unlinkable; }

  /// What follows the compiler's flags and sources to make `image`. `operators` are those that the sketch registers;
  /// empty for one that does not use the library at all.
  std::vector<std::string> LinkArguments(const std::string& image, const std::vector<std::string>& operators) const;

  /// Whether the sketch, as compiled for the host, is so large that flash or RAM of the board might be short. Says no
  /// only where that is certain. Fails with kInfrastructure where the program does not read.
  Result<bool> IsDoubtful(const std::filesystem::path& host_program, const BoardProfile& board) const;

 private:
  TargetBuild() = default;

  ImageRecipe recipe_;
  double library_flash_ = 0;  ///< Of the whole library on the board, in bytes.
  double library_ram_ = 0;
};

}  // namespace autopilot
