#pragma once

/// Inside of sandbox.cc: the folder that a confined program writes to.

#include <sys/types.h>

#include <filesystem>
#include <map>

#include "core/status.h"

namespace autopilot {

/// A folder that belongs to the confined program between `HandOver` and `GiveBack`.
class SharedWritableFolder {
 public:
  /// As root, makes `user` the owner of everything in it; files with several hard links stay as they
  /// are, since their other names may lie elsewhere. Fails with kInfrastructure when it is missing,
  /// or is a folder of the system.
  static Result<SharedWritableFolder> HandOver(const std::filesystem::path& folder, bool root, uid_t user);

  /// Makes us the owner again, makes everything accessible to us, drops set-uid bits and removes what
  /// is neither file nor folder unless it was there before. No process may use the folder any more.
  Status GiveBack() const;

 private:
  SharedWritableFolder(std::filesystem::path folder, bool root) : folder_(std::move(folder)), root_(root) {}
  std::filesystem::path folder_;
  bool root_;
  /// Links (with their targets), pipes and sockets of before.
  std::map<std::filesystem::path, std::filesystem::path> special_;
};

}  // namespace autopilot
