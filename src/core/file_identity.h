#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <optional>

namespace autopilot {

/// Which file a name stands for: another one that took its place has another identity.
struct FileIdentity {
  dev_t device;
  ino_t inode;
  bool operator==(const FileIdentity&) const = default;
};

/// Nothing where there is no such file.
inline std::optional<FileIdentity> IdentityOf(const std::filesystem::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return std::nullopt;
  return FileIdentity{status.st_dev, status.st_ino};
}

}  // namespace autopilot
