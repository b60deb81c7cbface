#pragma once

/// Several programs that work beside each other: each takes one line at a time and answers it with one line. Their
/// side of it is LineChannel.

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/descriptor.h"
#include "core/process.h"
#include "core/status.h"

namespace autopilot {

/// Used by one thread. `runner` outlives it.
class LinePool {
 public:
  struct Answer {
    std::size_t worker = 0;
    Result<std::string> line;  ///< kInfrastructure, with what it printed last, where it ended before it answered.
  };

  /// Starts `count` times `command`, each with the number of its channel as one more argument. What they print goes to
  /// `log_folder`/worker-N.log. They die when our own process does.
  static Result<std::unique_ptr<LinePool>> Start(ProcessRunner& runner, const Command& command, int count,
                                                 const std::filesystem::path& log_folder);
  /// Asks all of them to end (SIGTERM), and insists after a while.
  ~LinePool();
  LinePool(const LinePool&) = delete;
  LinePool& operator=(const LinePool&) = delete;

  std::size_t size() const { return workers_.size(); }
  /// `line` holds no line end. In the place of one that has ended another is started; fails where that cannot be.
  Status Send(std::size_t worker, const std::string& line);
  /// The next answer of any of them; nothing after `wall`. kInterrupted on Ctrl-C.
  Result<std::optional<Answer>> Wait(std::chrono::milliseconds wall);

 private:
  struct Worker {
    Descriptor channel;  ///< None where it has ended.
    std::string received;
    std::unique_ptr<BackgroundProcess> process;
    bool busy = false;  ///< Has a line to answer.
  };

  LinePool(ProcessRunner& runner, Command command, std::filesystem::path log_folder)
      : runner_(runner), command_(std::move(command)), log_folder_(std::move(log_folder)) {}
  Status Start(std::size_t worker);
  std::optional<Answer> TakeAnswer();

  ProcessRunner& runner_;
  Command command_;
  std::filesystem::path log_folder_;
  std::vector<Worker> workers_;
};

/// Where a program of a pool reads its lines and answers.
class LineChannel {
 public:
  /// `descriptor` is the number that the program was given; it is owned from now on.
  explicit LineChannel(int descriptor) : channel_(descriptor) {}

  /// The next line; nothing where there will be none. kInterrupted on Ctrl-C.
  Result<std::optional<std::string>> Read();
  Status Write(const std::string& line);

 private:
  Descriptor channel_;
  std::string received_;
};

}  // namespace autopilot
