#pragma once

/// Reading and writing whole files. Nothing half-written is ever left behind.

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "core/descriptor.h"
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

/// What Linux keeps in memory.
inline constexpr const char* kMemoryFolder = "/dev/shm";

/// Where temporary folders are made: TMPDIR if it is set, else in memory where there is plenty of room, since most of
/// what compilers write lives for a moment, else the system's place.
std::filesystem::path PlaceForTemporaries(std::error_code& error);

/// A folder that is removed with all its content when the object goes out of scope or the program ends in a hurry. As
/// long as somebody has it, it is locked, so that what a killed program left can be told and removed.
class TemporaryFolder {
 public:
  /// Creates an empty folder, mode 0755, in PlaceForTemporaries.
  static Result<TemporaryFolder> Create(std::string_view prefix);
  /// Creates an empty folder that nobody else may read in `folder`, which exists. For what may be larger than what fits
  /// into memory. kInfrastructure if nothing can be written there.
  static Result<TemporaryFolder> In(const std::filesystem::path& folder, std::string_view prefix);
  /// The same on the disk that `target` is on, or will be on: in the nearest folder above it that exists.
  static Result<TemporaryFolder> Beside(const std::filesystem::path& target, std::string_view prefix);
  TemporaryFolder(TemporaryFolder&& other) noexcept;
  TemporaryFolder& operator=(TemporaryFolder&& other) noexcept;
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  TemporaryFolder(std::filesystem::path path, Descriptor lock) : path_(std::move(path)), lock_(std::move(lock)) {}
  std::filesystem::path path_;
  Descriptor lock_;
};

/// Removes what killed programs of this user have left in `place`: temporary folders with this prefix or a longer one,
/// that nobody has locked and that have not changed for `seconds`, so that none is taken that is just being made.
/// Returns how many.
int RemoveLeftTemporaries(const std::filesystem::path& place, std::string_view prefix, double seconds = 60);

}  // namespace autopilot
