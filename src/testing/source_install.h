#pragma once

#include <cstdlib>

#include "core/paths.h"
#include "testing/shared_folder.h"

namespace autopilot {

/// The installation that tests use: data from the source tree, wherever the build folder lies, and the
/// user's own cache (the venv). For test files only.
inline Result<InstallPaths> SourceInstallPaths() {
  ::setenv("AUTOPILOT_HOME", SourceFolder().c_str(), /*overwrite=*/1);
  return FindInstallPaths();
}

}  // namespace autopilot
