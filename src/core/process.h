#pragma once

/// Starting programs: the only place that forks. Abstract so that tests can script it.

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/status.h"

namespace autopilot {

/// Limits of one program. Zero means "no limit of our own".
struct ProcessLimits {
  std::chrono::milliseconds wall{0};
  int cpu_seconds = 0;
  std::uint64_t memory_bytes = 0;       ///< RLIMIT_AS; not for programs with AddressSanitizer on 64 bit.
  std::uint64_t file_bytes = 0;         ///< RLIMIT_FSIZE: largest file it may write.
  int processes = 0;                    ///< RLIMIT_NPROC; only binds for an unprivileged user.
  std::size_t output_bytes = 8u << 20;  ///< stdout and stderr each; what is beyond is dropped.
};

/// A program to run. `argv[0]` is looked up in PATH when it holds no slash.
struct Command {
  std::vector<std::string> argv;
  std::filesystem::path folder;                    ///< Working directory; empty: the caller's.
  std::map<std::string, std::string> environment;  ///< Added to (or replacing in) the caller's.
  bool clean_environment = false;                  ///< Start from an empty environment instead.
  std::string input;                               ///< What the program reads on stdin.
  std::vector<int> descriptors;                    ///< Of the caller's, left open in the program. No others are.
  ProcessLimits limits;
};

struct ProcessResult {
  int exit_code = 0;  ///< Meaningful when `signal` is 0.
  int signal = 0;     ///< The signal that ended it, or 0.
  bool timed_out = false;
  bool output_cut = false;
  std::string out;
  std::string err;
  double seconds = 0;

  bool ok() const { return exit_code == 0 && signal == 0 && !timed_out; }
};

/// A program that goes on in the background. Destroying the handle ends it (SIGTERM, then
/// SIGKILL); it also dies when our own process dies, however that happens.
class BackgroundProcess {
 public:
  virtual ~BackgroundProcess() = default;
  virtual pid_t id() const = 0;
  virtual bool running() = 0;
  /// Ends it and waits; safe to call twice.
  virtual void Stop() = 0;
  /// The last lines it printed (stdout and stderr together), for error messages.
  virtual std::string Tail() = 0;
};

/// A program that answers every line it is sent with one line. Destroying the handle kills it; it also
/// dies when our own process dies. Used by one thread at a time.
class LineProcess {
 public:
  virtual ~LineProcess() = default;
  /// Sends `line`, which holds no line end, and waits for the answer. Fails with kInfrastructure when the
  /// program has ended or takes longer than `wall`, with kInterrupted on Ctrl-C; it is of no use after that.
  virtual Result<std::string> Ask(const std::string& line, std::chrono::milliseconds wall) = 0;
};

/// Starts programs. Thread-safe.
class ProcessRunner {
 public:
  virtual ~ProcessRunner() = default;
  /// Runs to the end, to a limit, or until the user interrupts. Fails with kInfrastructure only
  /// when the program cannot be started and with kInterrupted on Ctrl-C; a non-zero exit is a result.
  virtual Result<ProcessResult> Run(const Command& command) = 0;
  /// Starts it in the background. Output goes to `log_file`.
  virtual Result<std::unique_ptr<BackgroundProcess>> Start(const Command& command,
                                                           const std::filesystem::path& log_file) = 0;
  /// Starts a program to be talked to over its stdin and stdout; what it says on stderr is dropped. Of
  /// `command.limits`, wall and output do not hold.
  virtual Result<std::unique_ptr<LineProcess>> Talk(const Command& command) = 0;
};

/// The real thing: fork and exec in a process group of its own.
std::unique_ptr<ProcessRunner> MakeSystemProcessRunner();

/// Full path of `program` in PATH, or nothing.
std::optional<std::filesystem::path> FindProgram(const std::string& program);

}  // namespace autopilot
