#include "core/sandbox_folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <iterator>
#include <system_error>
#include <vector>

#include "core/spawn.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

/// Where a link points to; empty for what is no link.
fs::path TargetOf(const fs::path& path) {
  std::error_code error;
  fs::path target = fs::read_symlink(path, error);
  return error ? fs::path() : target;
}

/// Visits the folder and everything in it, a folder before its content. Links are not followed.
Status Walk(const fs::path& root, const std::function<Status(const fs::path&, const struct stat&)>& visit) {
  std::vector<fs::path> waiting = {root};
  while (!waiting.empty()) {
    const fs::path path = std::move(waiting.back());
    waiting.pop_back();
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) return Fail(SystemError("cannot look at", errno).At(path.string()));
    AUTOPILOT_CHECK(visit(path, status));
    if (!S_ISDIR(status.st_mode)) continue;
    std::error_code error;
    for (fs::directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error)) {
      waiting.push_back(entry->path());
    }
    if (error) return Fail(SystemError("cannot list", error.value()).At(path.string()));
  }
  return {};
}

}  // namespace

Result<SharedWritableFolder> SharedWritableFolder::HandOver(const fs::path& folder, bool root, uid_t user) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    return Fail(Infrastructure("the folder for a confined program does not exist").At(folder.string()));
  }
  // Giving /usr or /home to nobody would be a disaster; no folder of a run lies that high.
  if (std::distance(folder.begin(), folder.end()) < 3) {
    return Fail(Infrastructure("is not a folder to give to a confined program").At(folder.string()));
  }
  SharedWritableFolder shared(folder, root);
  auto handed = Walk(folder, [&](const fs::path& path, const struct stat& status) -> Status {
    const bool directory = S_ISDIR(status.st_mode);
    if (!directory && !S_ISREG(status.st_mode)) {
      shared.special_.emplace(path, TargetOf(path));
      return {};
    }
    if (!root || status.st_uid == user || (!directory && status.st_nlink > 1)) return {};
    if (::lchown(path.c_str(), user, user) != 0) {
      return Fail(SystemError("cannot give to the unprivileged user", errno).At(path.string()));
    }
    return {};
  });
  if (!handed) {
    [[maybe_unused]] const Status back = shared.GiveBack();
    return Fail(std::move(handed).error());
  }
  return shared;
}

Status SharedWritableFolder::GiveBack() const {
  return Walk(folder_, [this](const fs::path& path, const struct stat& status) -> Status {
    const bool directory = S_ISDIR(status.st_mode);
    if (!directory && !S_ISREG(status.st_mode)) {
      const auto before = special_.find(path);
      if (before != special_.end() && before->second == TargetOf(path)) return {};
      if (::unlink(path.c_str()) != 0) return Fail(SystemError("cannot remove", errno).At(path.string()));
      return {};
    }
    if (root_ && status.st_uid != ::geteuid() && ::lchown(path.c_str(), ::geteuid(), ::getegid()) != 0) {
      return Fail(SystemError("cannot take back from the unprivileged user", errno).At(path.string()));
    }
    const mode_t mode = status.st_mode & 07777;
    const mode_t wanted = (mode & 0777) | (directory ? S_IRWXU : S_IRUSR | S_IWUSR);
    if (mode != wanted && ::chmod(path.c_str(), wanted) != 0) {
      return Fail(SystemError("cannot take back from the unprivileged user", errno).At(path.string()));
    }
    return {};
  });
}

}  // namespace autopilot
