#include "core/remains.h"

#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <set>
#include <system_error>
#include <vector>

#include "core/spawn.h"

namespace autopilot {
namespace {

/// How long killed programs may take to be gone; only what the kernel itself is busy with takes longer.
constexpr int kPatienceMilliseconds = 2000;

struct Registry {
  std::mutex mutex;
  std::set<pid_t> groups;
  std::set<std::filesystem::path> folders;
};

/// Never destroyed: static destructors of others may still forget what they registered.
Registry& TheRegistry() {
  static auto* registry = new Registry;
  return *registry;
}

}  // namespace

RemainsLock::RemainsLock() : lock_(TheRegistry().mutex) {}

// The lock is what these need of the object.
// NOLINTBEGIN(readability-convert-member-functions-to-static)
void RemainsLock::AddGroup(pid_t leader) const { TheRegistry().groups.insert(leader); }
void RemainsLock::ForgetGroup(pid_t leader) const { TheRegistry().groups.erase(leader); }
void RemainsLock::AddFolder(const std::filesystem::path& folder) const { TheRegistry().folders.insert(folder); }
void RemainsLock::ForgetFolder(const std::filesystem::path& folder) const { TheRegistry().folders.erase(folder); }
// NOLINTEND(readability-convert-member-functions-to-static)

void EndWithoutRemains(int status) {
  // Kept to the end: whoever wants to start or make something else waits in vain.
  const std::lock_guard lock(TheRegistry().mutex);
  const Registry& registry = TheRegistry();
  std::vector<Descriptor> ending;
  for (const pid_t leader : registry.groups) {
    ending.push_back(WatchProcess(leader));
    ::killpg(leader, SIGKILL);
  }
  for (const Descriptor& process : ending) {
    pollfd event{process.get(), POLLIN, 0};
    if (process) ::poll(&event, 1, kPatienceMilliseconds);
  }
  for (const std::filesystem::path& folder : registry.folders) {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    // Our own threads may have been writing into it.
    if (std::filesystem::exists(folder, ignored)) std::filesystem::remove_all(folder, ignored);
  }
  ::_exit(status);
}

}  // namespace autopilot
