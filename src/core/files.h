#pragma once

/// Reading and writing whole files. Nothing half-written is ever left behind.

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "core/status.h"

namespace autopilot {

/// Reads all bytes. Fails with kBadInput when the file is missing or unreadable, naming it.
Result<std::string> ReadFile(const std::filesystem::path& path);

/// Writes beside `path` and renames, so that readers see the old file or the new one.
/// Creates missing parent folders. Fails with kInfrastructure (no space, no permission) and
/// removes what it began.
Status WriteFile(const std::filesystem::path& path, std::string_view content);

/// Creates `path` and its parents.
Status MakeFolder(const std::filesystem::path& path);

/// Where temporary folders are made: TMPDIR if it is set, else in memory where there is plenty of room, since most of
/// what compilers write lives for a moment, else the system's place.
std::filesystem::path PlaceForTemporaries(std::error_code& error);

/// A folder that is removed with all its content when the object goes out of scope.
class TemporaryFolder {
 public:
  /// Creates an empty folder, mode 0755, in PlaceForTemporaries.
  static Result<TemporaryFolder> Create(std::string_view prefix);
  TemporaryFolder(TemporaryFolder&& other) noexcept;
  TemporaryFolder& operator=(TemporaryFolder&& other) noexcept;
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace autopilot
