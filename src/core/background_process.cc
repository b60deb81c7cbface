#include "core/background_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <future>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "core/files.h"
#include "core/spawn.h"

namespace autopilot {
namespace {

/// How long a program may take to end in good order before it is killed.
constexpr std::chrono::seconds kGrace{3};

class SystemBackgroundProcess : public BackgroundProcess {
 public:
  explicit SystemBackgroundProcess(std::filesystem::path log_file) : log_file_(std::move(log_file)) {}
  ~SystemBackgroundProcess() override {
    Stop();
    if (guardian_.joinable()) guardian_.join();
  }

  Status Begin(const Command& command);
  pid_t id() const override { return id_; }
  bool running() override {
    const std::lock_guard lock(mutex_);
    return running_;
  }
  void Stop() override;
  std::string Tail() override;

 private:
  void Guard(const Command& command, Streams streams, std::promise<Status> started);

  std::filesystem::path log_file_;
  pid_t id_ = -1;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool running_ = false;
  /// Starts the program and waits for it. The kernel ties the death signal of a child to the thread
  /// that made it, so the thread must live as long as the program.
  std::thread guardian_;
};

Status SystemBackgroundProcess::Begin(const Command& command) {
  if (log_file_.has_parent_path()) AUTOPILOT_CHECK(MakeFolder(log_file_.parent_path()));
  const Descriptor log(::open(log_file_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666));
  if (!log) return Fail(SystemError("cannot write", errno).At(log_file_.string()));
  AUTOPILOT_TRY(input, MakeInput(command.input));

  std::promise<Status> promise;
  std::future<Status> started = promise.get_future();
  const Streams streams{input.get(), log.get(), log.get()};
  try {
    guardian_ = std::thread([this, command, streams, promise = std::move(promise)]() mutable {
      Guard(command, streams, std::move(promise));
    });
  } catch (const std::system_error& error) {
    return Fail(SystemError("cannot watch " + command.argv.front(), error.code().value()));
  }
  return started.get();
}

void SystemBackgroundProcess::Guard(const Command& command, Streams streams, std::promise<Status> started) {
  // Not SIGTERM: when we are killed, nobody is left to insist.
  auto spawned = Spawn(command, streams, SIGKILL);
  if (!spawned) {
    started.set_value(Fail(std::move(spawned).error()));
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    id_ = spawned->id;
    running_ = true;
  }
  started.set_value({});

  int timeout = command.limits.wall.count() > 0 ? static_cast<int>(command.limits.wall.count()) : -1;
  pollfd event{spawned->exited.get(), POLLIN, 0};
  while (true) {
    const int count = ::poll(&event, 1, timeout);
    if (count > 0) break;
    if (count == 0) {
      ::killpg(spawned->id, SIGKILL);
      timeout = -1;
    }
  }
  const std::lock_guard lock(mutex_);
  ::killpg(spawned->id, SIGKILL);
  [[maybe_unused]] const auto status = Reap(*spawned);
  running_ = false;
  ended_.notify_all();
}

void SystemBackgroundProcess::Stop() {
  std::unique_lock lock(mutex_);
  const auto ended = [this] { return !running_; };
  if (ended()) return;
  ::killpg(id_, SIGTERM);
  if (ended_.wait_for(lock, kGrace, ended)) return;
  ::killpg(id_, SIGKILL);
  ended_.wait(lock, ended);
}

std::string SystemBackgroundProcess::Tail() {
  constexpr off_t kTailBytes = 4096;
  const Descriptor log(::open(log_file_.c_str(), O_RDONLY | O_CLOEXEC));
  if (!log) return "";
  struct stat status {};
  if (::fstat(log.get(), &status) != 0) return "";
  const off_t begin = status.st_size > kTailBytes ? status.st_size - kTailBytes : 0;
  std::string text(static_cast<std::size_t>(status.st_size - begin), '\0');
  const ssize_t count = ::pread(log.get(), text.data(), text.size(), begin);
  text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  if (begin > 0) text.erase(0, text.find('\n') + 1);
  return text;
}

}  // namespace

Result<std::unique_ptr<BackgroundProcess>> StartBackgroundProcess(const Command& command,
                                                                  const std::filesystem::path& log_file) {
  auto process = std::make_unique<SystemBackgroundProcess>(log_file);
  AUTOPILOT_CHECK(process->Begin(command));
  return process;
}

}  // namespace autopilot
