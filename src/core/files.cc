#include "core/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <system_error>
#include <utility>

#include "core/remains.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

std::string Cause(int error) { return std::generic_category().message(error); }

std::string CureFor(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
      return "free some disk space";
    case EACCES:
    case EPERM:
    case EROFS:
      return "choose a place that you may write to";
    default:
      return "";
  }
}

Error CannotWrite(const fs::path& path, int error) {
  return Infrastructure("cannot write: " + Cause(error), CureFor(error)).At(path.string());
}

Error CannotRead(const fs::path& path, int error) {
  return BadInput("cannot read: " + Cause(error), error == ENOENT ? "check the path" : "").At(path.string());
}

/// Writes everything; returns 0 or errno.
int WriteAll(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t count = ::write(fd, content.data(), content.size());
    if (count < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    content.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

constexpr std::size_t kMostOfDevice = std::size_t{256} << 20;

/// Between a temporary folder's prefix and its random letters, so that nothing that a user has named is taken for one.
constexpr std::string_view kMark = ".tmp-";
constexpr std::size_t kRandomLetters = 6;

bool IsNameOfTemporary(const std::string& name, std::string_view prefix) {
  const std::size_t end = kMark.size() + kRandomLetters;
  return name.size() >= prefix.size() + end && name.rfind(prefix, 0) == 0 &&
         name.compare(name.size() - end, kMark.size(), kMark) == 0;
}

/// A name beside `path` that no other thread or process of ours uses.
fs::path NameBeside(const fs::path& path) {
  static std::atomic<unsigned> counter{0};
  return path.parent_path() / ("." + path.filename().string() + "." + std::to_string(::getpid()) + "." +
                               std::to_string(counter.fetch_add(1)) + ".part");
}

}  // namespace

Result<std::string> ReadFile(const fs::path& path) {
  // Folders open for reading too, and fail only at the first read, with a message that helps nobody.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return Fail(CannotRead(path, errno));
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return Fail(CannotRead(path, errno));
  if (S_ISDIR(status.st_mode)) return Fail(BadInput("is a folder, not a file").At(path.string()));

  // A device may never end.
  const std::size_t most = S_ISREG(status.st_mode) ? std::numeric_limits<std::size_t>::max() : kMostOfDevice;

  std::string content;
  content.resize(status.st_size > 0 ? static_cast<std::size_t>(status.st_size) + 1 : 4096);
  std::size_t used = 0;
  while (true) {
    if (used >= most) return Fail(BadInput("is no file, and does not end", "name a file").At(path.string()));
    if (used == content.size()) content.resize(content.size() * 2);
    const ssize_t count = ::read(file.get(), content.data() + used, content.size() - used);
    if (count < 0) {
      if (errno == EINTR) continue;
      return Fail(CannotRead(path, errno));
    }
    if (count == 0) break;
    used += static_cast<std::size_t>(count);
  }
  content.resize(used);
  return content;
}

Status WriteFile(const fs::path& path, std::string_view content) {
  if (path.has_parent_path()) AUTOPILOT_CHECK(MakeFolder(path.parent_path()));
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return Fail(Infrastructure("cannot write: is a folder").At(path.string()));
  const fs::path part = NameBeside(path);
  const auto give_up = [&](int error) {
    ::unlink(part.c_str());
    return Fail(CannotWrite(path, error));
  };
  Descriptor file(::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (!file) return Fail(CannotWrite(path, errno));
  if (const int error = WriteAll(file.get(), content); error != 0) return give_up(error);
  if (!file.Close()) return give_up(errno);  // Some file systems report a full disk only here.
  if (::rename(part.c_str(), path.c_str()) != 0) return give_up(errno);
  return {};
}

Status MakeFolder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) {
    return Fail(Infrastructure("cannot make folder: " + error.message(), CureFor(error.value())).At(path.string()));
  }
  return {};
}

fs::path PlaceForTemporaries(std::error_code& error) {
  constexpr std::uintmax_t kRoomy = 1ull << 30;
  if (std::getenv("TMPDIR") == nullptr && ::access(kMemoryFolder, W_OK | X_OK) == 0 &&
      fs::space(kMemoryFolder, error).available >= kRoomy && !error) {
    return kMemoryFolder;
  }
  return fs::temp_directory_path(error);
}

Result<TemporaryFolder> TemporaryFolder::Create(std::string_view prefix) {
  std::error_code error;
  const fs::path parent = PlaceForTemporaries(error);
  if (error) {
    return Fail(Infrastructure("there is no temporary folder: " + error.message(), "set TMPDIR to a folder"));
  }
  AUTOPILOT_TRY(folder, In(parent, prefix));
  if (::chmod(folder.path().c_str(), 0755) != 0) return Fail(CannotWrite(folder.path(), errno));
  return std::move(folder);
}

Result<TemporaryFolder> TemporaryFolder::In(const fs::path& folder, std::string_view prefix) {
  std::string name = (folder / (std::string(prefix) + std::string(kMark) + "XXXXXX")).string();
  {
    const RemainsLock remains;
    if (::mkdtemp(name.data()) == nullptr) return Fail(CannotWrite(folder, errno));
    remains.AddFolder(name);
  }
  TemporaryFolder made(fs::path(name), Descriptor(::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
  if (!made.lock_) return Fail(CannotWrite(name, errno));
  // Some file systems have no locks; in memory there are.
  static_cast<void>(::flock(made.lock_.get(), LOCK_SH | LOCK_NB));
  return made;
}

Result<TemporaryFolder> TemporaryFolder::Beside(const fs::path& target, std::string_view prefix) {
  std::error_code code;
  fs::path folder = fs::absolute(target, code).lexically_normal();
  if (code) return Fail(Infrastructure("has no absolute path: " + code.message()).At(target.string()));
  if (!folder.has_filename()) folder = folder.parent_path();  // "there/" is "there".
  do {
    folder = folder.parent_path();
  } while (!fs::exists(folder, code) && folder != folder.root_path());
  return In(folder, prefix);
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})), lock_(std::move(other.lock_)) {}

TemporaryFolder& TemporaryFolder::operator=(TemporaryFolder&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(lock_, other.lock_);
  return *this;
}

TemporaryFolder::~TemporaryFolder() {
  if (path_.empty()) return;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  RemainsLock().ForgetFolder(path_);
}

int RemoveLeftTemporaries(const fs::path& place, std::string_view prefix, double seconds) {
  int removed = 0;
  std::error_code code;
  for (auto it = fs::directory_iterator(place, code); !code && it != fs::directory_iterator(); it.increment(code)) {
    const fs::path& path = it->path();
    if (!IsNameOfTemporary(path.filename().string(), prefix)) continue;
    const Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    struct stat status {};
    if (!folder || ::fstat(folder.get(), &status) != 0 || status.st_uid != ::geteuid()) continue;
    if (std::difftime(std::time(nullptr), status.st_ctime) < seconds) continue;
    if (::flock(folder.get(), LOCK_EX | LOCK_NB) != 0) continue;
    std::error_code ignored;
    fs::remove_all(path, ignored);
    if (!ignored) ++removed;
  }
  return removed;
}

}  // namespace autopilot
