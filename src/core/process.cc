#include "core/process.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "core/background_process.h"
#include "core/interrupt.h"
#include "core/line_process.h"
#include "core/spawn.h"

namespace autopilot {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// One output of the program, kept up to a limit and read on beyond it, so that the program is
/// not held up.
class Capture {
 public:
  Capture(Descriptor source, std::size_t limit) : source_(std::move(source)), limit_(limit) {}

  int descriptor() const { return source_.get(); }
  bool cut() const { return cut_; }
  std::string TakeText() { return std::move(text_); }

  /// Takes what is there now.
  void Read() {
    // As much as a pipe can hold; more only comes from someone who goes on writing.
    constexpr int kMaxBlocks = 16;
    for (int i = 0; i < kMaxBlocks && source_; ++i) {
      const ssize_t count = ::read(source_.get(), block_.data(), block_.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0 && errno == EAGAIN) return;
      if (count <= 0) {
        source_.Close();
        return;
      }
      const std::size_t room = limit_ == 0 ? block_.size() : limit_ - text_.size();
      const std::size_t kept = std::min(room, static_cast<std::size_t>(count));
      text_.append(block_.data(), kept);
      cut_ = cut_ || kept < static_cast<std::size_t>(count);
    }
  }

 private:
  Descriptor source_;
  std::size_t limit_;
  bool cut_ = false;
  std::string text_;
  std::vector<char> block_ = std::vector<char>(64u << 10);
};

/// Milliseconds to wait in poll; -1 for ever.
int PollTimeout(const std::optional<SteadyClock::time_point>& deadline) {
  if (!deadline) return -1;
  const auto left = std::chrono::ceil<milliseconds>(*deadline - SteadyClock::now()).count();
  return static_cast<int>(std::clamp<long long>(left, 0, 3'600'000));
}

class SystemProcessRunner : public ProcessRunner {
 public:
  Result<ProcessResult> Run(const Command& command) override;
  Result<std::unique_ptr<BackgroundProcess>> Start(const Command& command,
                                                   const std::filesystem::path& log_file) override {
    return StartBackgroundProcess(command, log_file);
  }
  Result<std::unique_ptr<LineProcess>> Talk(const Command& command) override { return StartLineProcess(command); }
};

Result<ProcessResult> SystemProcessRunner::Run(const Command& command) {
  const Error interrupted{ErrorKind::kInterrupted, "interrupted", "", "", 0};
  if (Interrupted()) return Fail(interrupted);

  AUTOPILOT_TRY(input, MakeInput(command.input));
  AUTOPILOT_TRY(out_pipe, MakePipe());
  AUTOPILOT_TRY(err_pipe, MakePipe());
  const auto begin = SteadyClock::now();
  AUTOPILOT_TRY(spawned, Spawn(command, {input.get(), out_pipe.write.get(), err_pipe.write.get()}, SIGKILL));
  out_pipe.write.Close();
  err_pipe.write.Close();
  Capture out(std::move(out_pipe.read), command.limits.output_bytes);
  Capture err(std::move(err_pipe.read), command.limits.output_bytes);

  std::optional<SteadyClock::time_point> deadline;
  if (command.limits.wall.count() > 0) deadline = begin + command.limits.wall;

  ProcessResult result;
  bool stopped = false;
  for (bool ended = false; !ended;) {
    // A closed capture has descriptor -1, which poll passes over; so has the interrupt once seen.
    std::array<pollfd, 4> events = {{{out.descriptor(), POLLIN, 0},
                                     {err.descriptor(), POLLIN, 0},
                                     {spawned.exited.get(), POLLIN, 0},
                                     {stopped ? -1 : InterruptDescriptor(), POLLIN, 0}}};
    ::poll(events.data(), events.size(), PollTimeout(deadline));
    ended = events[2].revents != 0;
    out.Read();
    err.Read();
    if (ended) break;
    const bool late = deadline && SteadyClock::now() >= *deadline;
    if (late || (!stopped && Interrupted())) {
      ::killpg(spawned.id, SIGKILL);
      result.timed_out = late;
      stopped = !late;
      deadline.reset();
    }
  }
  // Its group goes with it, before the id may belong to someone else.
  ::killpg(spawned.id, SIGKILL);
  out.Read();
  err.Read();
  AUTOPILOT_TRY(status, Reap(spawned));
  if (stopped) return Fail(interrupted);

  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
  result.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  result.output_cut = out.cut() || err.cut();
  result.out = out.TakeText();
  result.err = err.TakeText();
  result.seconds = std::chrono::duration<double>(SteadyClock::now() - begin).count();
  return result;
}

}  // namespace

std::unique_ptr<ProcessRunner> MakeSystemProcessRunner() { return std::make_unique<SystemProcessRunner>(); }

std::optional<std::filesystem::path> FindProgram(const std::string& program) {
  const char* value = std::getenv("PATH");
  std::string_view rest = value != nullptr ? value : "/usr/local/bin:/usr/bin:/bin";
  while (!program.empty()) {
    const std::size_t colon = rest.find(':');
    const std::string_view folder = rest.substr(0, colon);
    const std::filesystem::path path = std::filesystem::path(folder.empty() ? "." : folder) / program;
    std::error_code ignored;
    if (std::filesystem::is_regular_file(path, ignored) && ::access(path.c_str(), X_OK) == 0) return path;
    if (colon == std::string_view::npos) break;
    rest.remove_prefix(colon + 1);
  }
  return std::nullopt;
}

}  // namespace autopilot
