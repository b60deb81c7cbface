#pragma once

/// A folder for work in progress on the disk that the result will be on. Bundles can be larger than what fits where
/// temporary folders are otherwise made, which may be memory.

#include <filesystem>

#include "core/status.h"

namespace autopilot {

/// Hidden, and removed with all its content when the object goes out of scope or the program ends in a hurry.
class WorkFolder {
 public:
  /// In the folder that `target` is in, or will be in: the nearest above it that exists. kInfrastructure if nothing
  /// can be written there.
  static Result<WorkFolder> Beside(const std::filesystem::path& target);
  /// In `folder`, which exists.
  static Result<WorkFolder> In(const std::filesystem::path& folder);
  WorkFolder(WorkFolder&& other) noexcept;
  WorkFolder& operator=(WorkFolder&&) = delete;
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  ~WorkFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  explicit WorkFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace autopilot
