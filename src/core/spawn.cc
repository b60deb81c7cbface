#include "core/spawn.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>
#include <system_error>
#include <utility>

#include "core/remains.h"

namespace autopilot {
namespace {

/// Which step of the child failed; travels with errno through the pipe that exec closes.
enum class Step : int { kFolder, kLimits, kStreams, kExec };

struct ChildFailure {
  Step step;
  int error;
};

/// Everything the child needs, prepared before: until exec it lives in our memory, and only async-signal-safe
/// calls are allowed, which do not include allocation.
struct Prepared {
  std::string path;
  std::string folder;
  std::vector<std::string> environment;
  std::vector<char*> argv;
  std::vector<char*> envp;
};

std::vector<std::string> EnvironmentOf(const Command& command) {
  std::map<std::string, std::string> merged;
  if (!command.clean_environment) {
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
      const std::string_view text = *entry;
      const std::size_t equals = text.find('=');
      if (equals == std::string_view::npos) continue;
      merged.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  for (const auto& [name, value] : command.environment) merged[name] = value;
  std::vector<std::string> environment;
  environment.reserve(merged.size());
  for (const auto& [name, value] : merged) environment.push_back(name + "=" + value);
  return environment;
}

/// argv points into `command`, which therefore outlives the result.
Prepared Prepare(const Command& command, std::string path) {
  Prepared prepared;
  prepared.path = std::move(path);
  prepared.folder = command.folder.string();
  prepared.environment = EnvironmentOf(command);
  for (const std::string& argument : command.argv) prepared.argv.push_back(const_cast<char*>(argument.c_str()));
  prepared.argv.push_back(nullptr);
  for (std::string& entry : prepared.environment) prepared.envp.push_back(entry.data());
  prepared.envp.push_back(nullptr);
  return prepared;
}

bool Limit(__rlimit_resource resource, rlim_t soft, rlim_t hard) {
  rlimit limit{};
  if (::getrlimit(resource, &limit) != 0) return false;
  // A limit that we run under ourselves can be lowered, not raised.
  limit.rlim_max = std::min(limit.rlim_max, hard);
  limit.rlim_cur = std::min(limit.rlim_max, soft);
  return ::setrlimit(resource, &limit) == 0;
}

bool ApplyLimits(const ProcessLimits& limits) {
  if (!Limit(RLIMIT_CORE, 0, 0)) return false;
  if (limits.cpu_seconds > 0) {
    // SIGXCPU first, so that the cause is visible; a program that ignores it is killed a second later.
    const auto seconds = static_cast<rlim_t>(limits.cpu_seconds);
    if (!Limit(RLIMIT_CPU, seconds, seconds + 1)) return false;
  }
  if (limits.memory_bytes > 0 && !Limit(RLIMIT_AS, limits.memory_bytes, limits.memory_bytes)) return false;
  if (limits.file_bytes > 0 && !Limit(RLIMIT_FSIZE, limits.file_bytes, limits.file_bytes)) return false;
  if (limits.processes > 0) {
    const auto processes = static_cast<rlim_t>(limits.processes);
    if (!Limit(RLIMIT_NPROC, processes, processes)) return false;
  }
  return true;
}

bool TakeStreams(const Streams& streams) {
  // First away from 0 to 2, in case the caller itself runs with one of these closed.
  const int in = ::fcntl(streams.in, F_DUPFD_CLOEXEC, 3);
  const int out = ::fcntl(streams.out, F_DUPFD_CLOEXEC, 3);
  const int err = ::fcntl(streams.err, F_DUPFD_CLOEXEC, 3);
  return in >= 0 && out >= 0 && err >= 0 && ::dup2(in, 0) == 0 && ::dup2(out, 1) == 1 && ::dup2(err, 2) == 2;
}

bool KeepOnly(const std::vector<int>& descriptors) {
  // Whatever any library opened without O_CLOEXEC is no business of the program.
  if (::close_range(3, UINT_MAX, CLOSE_RANGE_CLOEXEC) != 0) return false;
  for (const int descriptor : descriptors) {
    if (::fcntl(descriptor, F_SETFD, 0) != 0) return false;
  }
  return true;
}

void ResetSignals() {
  // Ignored signals and the mask survive exec; a program expects neither from us.
  for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void RunChild(const Command& command, const Prepared& prepared, const Streams& streams, int death_signal,
                           pid_t parent, int failures) {
  const auto fail = [failures](Step step) {
    const ChildFailure failure{step, errno};
    [[maybe_unused]] const ssize_t written = ::write(failures, &failure, sizeof failure);
    ::_exit(127);
  };
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, death_signal);
  if (::getppid() != parent) ::_exit(127);  // The parent died before the line above.
  ResetSignals();
  failures = ::fcntl(failures, F_DUPFD_CLOEXEC, 3);
  if (!prepared.folder.empty() && ::chdir(prepared.folder.c_str()) != 0) fail(Step::kFolder);
  if (!TakeStreams(streams) || !KeepOnly(command.descriptors)) fail(Step::kStreams);
  if (!ApplyLimits(command.limits)) fail(Step::kLimits);
  ::execve(prepared.path.c_str(), prepared.argv.data(), prepared.envp.data());
  fail(Step::kExec);
  ::_exit(127);
}

/// A child that borrows our memory until it has become another program: copying the tables of a large program's
/// memory costs more than starting a small one.
pid_t StartChild(const Command& command, const Prepared& prepared, const Streams& streams, int death_signal,
                 int failures) {
  const pid_t parent = ::getpid();
  // No handler of ours may run in the child, whose mask is cleared after the handlers are gone.
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t id = ::vfork();  // NOLINT(clang-analyzer-security.insecureAPI.vfork): see above.
  if (id == 0) RunChild(command, prepared, streams, death_signal, parent, failures);
  const int error = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error;
  return id;
}

Error StartError(const Command& command, const ChildFailure& failure) {
  const std::string program = command.argv.front();
  switch (failure.step) {
    case Step::kFolder:
      return SystemError("cannot start " + program + " in " + command.folder.string(), failure.error);
    case Step::kLimits:
      return SystemError("cannot set the limits of " + program, failure.error);
    case Step::kStreams:
    case Step::kExec:
      break;
  }
  return SystemError("cannot start " + program, failure.error);
}

}  // namespace

Error SystemError(std::string_view what, int error) {
  return Infrastructure(std::string(what) + ": " + std::generic_category().message(error));
}

Result<Pipe> MakePipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return Fail(SystemError("cannot make a pipe", errno));
  Pipe pipe{Descriptor(ends[0]), Descriptor(ends[1])};
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return pipe;
}

Result<Descriptor> MakeInput(std::string_view content) {
  if (content.empty()) {
    Descriptor nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!nothing) return Fail(SystemError("cannot open /dev/null", errno));
    return nothing;
  }
  Descriptor memory(::memfd_create("input", MFD_CLOEXEC));
  if (!memory) return Fail(SystemError("cannot hold the input of a program", errno));
  while (!content.empty()) {
    const ssize_t count = ::write(memory.get(), content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Fail(SystemError("cannot hold the input of a program", errno));
    content.remove_prefix(static_cast<std::size_t>(count));
  }
  ::lseek(memory.get(), 0, SEEK_SET);
  return memory;
}

Result<Spawned> Spawn(const Command& command, const Streams& streams, int death_signal) {
  if (command.argv.empty()) return Fail(Infrastructure("cannot start a program without a name"));
  const std::string& name = command.argv.front();
  std::string path = name;
  if (name.find('/') == std::string::npos) {
    const auto found = FindProgram(name);
    if (!found) return Fail(Infrastructure("cannot start " + name + ": it is not in PATH", "install " + name));
    path = found->string();
  }
  const Prepared prepared = Prepare(command, std::move(path));
  AUTOPILOT_TRY(failures, MakePipe());

  pid_t id = -1;
  int fork_error = 0;
  {
    const RemainsLock remains;
    id = StartChild(command, prepared, streams, death_signal, failures.write.get());
    fork_error = errno;
    if (id > 0) remains.AddGroup(id);
  }
  if (id < 0) return Fail(SystemError("cannot start " + name, fork_error));

  Spawned spawned{id, WatchProcess(id)};
  const int pidfd_error = errno;
  failures.write.Close();
  ::fcntl(failures.read.get(), F_SETFL, 0);  // Wait here: exec closes the other end.
  ChildFailure failure{};
  ssize_t count = 0;
  do {
    count = ::read(failures.read.get(), &failure, sizeof failure);
  } while (count < 0 && errno == EINTR);
  const bool failed = count == static_cast<ssize_t>(sizeof failure);
  if (failed || !spawned.exited) {
    ::kill(id, SIGKILL);
    RemainsLock().ForgetGroup(id);
    ::waitpid(id, nullptr, 0);
    return Fail(failed ? StartError(command, failure) : SystemError("cannot watch " + name, pidfd_error));
  }
  return spawned;
}

Descriptor WatchProcess(pid_t id) {
  // Not pidfd_open: the header of glibc 2.36 lacks its extern "C". Close-on-exec is the rule here.
  return Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, id, 0)));
}

Result<int> Reap(const Spawned& spawned) {
  RemainsLock().ForgetGroup(spawned.id);  // From here on the number may be somebody else's.
  int status = 0;
  pid_t id = 0;
  do {
    id = ::waitpid(spawned.id, &status, 0);
  } while (id < 0 && errno == EINTR);
  if (id < 0) return Fail(SystemError("cannot learn how a program ended", errno));
  return status;
}

}  // namespace autopilot
