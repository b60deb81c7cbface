#pragma once

/// What would outlive this process if it ended in a hurry: programs that it started and temporary folders.
/// Everything registers here for as long as it exists, so that the second Ctrl-C can end the process at once
/// and still leave nothing behind.

#include <sys/types.h>

#include <filesystem>
#include <mutex>

namespace autopilot {

/// Held while something that has to be registered comes into being, so that a removal in between cannot miss
/// it. Never hold it while waiting for anything.
class RemainsLock {
 public:
  RemainsLock();
  /// A process group, by the id of its leader, which is our child and not reaped yet.
  void AddGroup(pid_t leader) const;
  void ForgetGroup(pid_t leader) const;
  void AddFolder(const std::filesystem::path& folder) const;
  void ForgetFolder(const std::filesystem::path& folder) const;

 private:
  std::lock_guard<std::mutex> lock_;
};

/// Kills every registered group, removes every registered folder and ends the process with `status`, without
/// destructors. Not for signal handlers.
[[noreturn]] void EndWithoutRemains(int status);

}  // namespace autopilot
