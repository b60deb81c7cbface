#include "core/line_process.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <future>
#include <string>
#include <thread>
#include <utility>

#include "core/interrupt.h"
#include "core/spawn.h"

namespace autopilot {
namespace {

using SteadyClock = std::chrono::steady_clock;

class SystemLineProcess : public LineProcess {
 public:
  explicit SystemLineProcess(std::string name) : name_(std::move(name)) {}
  ~SystemLineProcess() override {
    if (id_ > 0) ::killpg(id_, SIGKILL);
    if (guardian_.joinable()) guardian_.join();
  }

  Status Begin(const Command& command);
  Result<std::string> Ask(const std::string& line, std::chrono::milliseconds wall) override;

 private:
  Status Send(std::string_view text);
  Error Ended() const {
    return Infrastructure(name_ + " ended while it was needed", "try again; if it happens again, run autopilot doctor");
  }

  std::string name_;
  pid_t id_ = -1;
  Descriptor to_;
  Descriptor from_;
  std::string received_;
  /// The kernel ties the death signal of a child to the thread that made it: the thread lives as long.
  std::thread guardian_;
};

Status SystemLineProcess::Begin(const Command& command) {
  AUTOPILOT_TRY(questions, MakePipe());
  AUTOPILOT_TRY(answers, MakePipe());
  const Descriptor nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  if (!nowhere) return Fail(SystemError("cannot open /dev/null", errno));
  ::fcntl(questions.read.get(), F_SETFL, 0);
  std::promise<Result<pid_t>> promise;
  std::future<Result<pid_t>> started = promise.get_future();
  const Streams streams{questions.read.get(), answers.write.get(), nowhere.get()};
  try {
    guardian_ = std::thread([command, streams, promise = std::move(promise)]() mutable {
      auto spawned = Spawn(command, streams, SIGKILL);
      if (!spawned) return promise.set_value(Fail(std::move(spawned).error()));
      const pid_t id = spawned->id;
      promise.set_value(id);
      pollfd event{spawned->exited.get(), POLLIN, 0};
      while (::poll(&event, 1, -1) < 0 && errno == EINTR) continue;
      ::killpg(id, SIGKILL);
      [[maybe_unused]] const auto status = Reap(*spawned);
    });
  } catch (const std::system_error& error) {
    return Fail(SystemError("cannot watch " + name_, error.code().value()));
  }
  AUTOPILOT_TRY(id, started.get());
  id_ = id;
  to_ = std::move(questions.write);
  from_ = std::move(answers.read);
  return {};
}

Status SystemLineProcess::Send(std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(to_.get(), text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Fail(Ended());
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

Result<std::string> SystemLineProcess::Ask(const std::string& line, std::chrono::milliseconds wall) {
  AUTOPILOT_CHECK(Send(line + "\n"));
  const auto deadline = SteadyClock::now() + wall;
  while (true) {
    if (const auto end = received_.find('\n'); end != std::string::npos) {
      std::string answer = received_.substr(0, end);
      received_.erase(0, end + 1);
      return answer;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - SteadyClock::now()).count();
    if (left <= 0) {
      return Fail(Infrastructure(name_ + " does not answer", "try again when the machine has more time to spare"));
    }
    std::array<pollfd, 2> events = {{{from_.get(), POLLIN, 0}, {InterruptDescriptor(), POLLIN, 0}}};
    ::poll(events.data(), events.size(), static_cast<int>(left));
    if (Interrupted()) return Fail({ErrorKind::kInterrupted, "interrupted", "", "", 0});
    std::array<char, 512> block{};
    const ssize_t count = ::read(from_.get(), block.data(), block.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count <= 0) return Fail(Ended());
    received_.append(block.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace

Result<std::unique_ptr<LineProcess>> StartLineProcess(const Command& command) {
  if (command.argv.empty()) return Fail(Infrastructure("cannot start a program without a name"));
  auto process = std::make_unique<SystemLineProcess>(command.argv.front());
  AUTOPILOT_CHECK(process->Begin(command));
  return process;
}

}  // namespace autopilot
