#include "core/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

#include "core/files.h"
#include "core/spawn.h"

namespace autopilot {

Result<std::optional<FileLock>> FileLock::Try(const std::filesystem::path& file) {
  if (file.has_parent_path()) AUTOPILOT_CHECK(MakeFolder(file.parent_path()));
  Descriptor opened(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!opened) return Fail(SystemError("cannot open the lock", errno).At(file.string()));
  while (::flock(opened.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno == EWOULDBLOCK) return std::optional<FileLock>();
    return Fail(SystemError("cannot lock", errno).At(file.string()));
  }
  return std::optional<FileLock>(FileLock(std::move(opened)));
}

}  // namespace autopilot
