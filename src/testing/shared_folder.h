#pragma once

/// Folders that tests read. For test files only: AUTOPILOT_SOURCE_DIR is defined for these.

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace autopilot {

/// The source tree.
inline std::filesystem::path SourceFolder() { return AUTOPILOT_SOURCE_DIR; }

/// The recorded data that lies beside the source tree: AUTOPILOT_SHARED, else <source>/../shared.
/// A test that needs it fails when it is missing; the exception is what fails it.
inline std::filesystem::path SharedFolder() {
  const char* variable = std::getenv("AUTOPILOT_SHARED");
  std::filesystem::path folder =
      variable != nullptr ? std::filesystem::path(variable) : SourceFolder().parent_path() / "shared";
  if (!std::filesystem::is_directory(folder)) {
    throw std::runtime_error("the recorded data is not in " + folder.string() + "; set AUTOPILOT_SHARED");
  }
  return folder;
}

}  // namespace autopilot
