#pragma once

#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/process.h"

namespace autopilot {

/// Plays a script instead of running programs, and records what it was asked. A call for which the
/// script has nothing fails. Thread-safe.
class FakeProcessRunner : public ProcessRunner {
 public:
  /// May also look at the command, and write the files that the program would write.
  using Action = std::function<Result<ProcessResult>(const Command&)>;

  /// What becomes of a background program, for the test to change and to look at.
  struct Background {
    std::filesystem::path log_file;
    bool running = true;
    bool stopped = false;  ///< Stop was called, or the handle is gone.
    std::string tail;
  };

  void Answer(ProcessResult result);
  void Answer(Action action);
  /// A program that prints `out` and exits with `exit_code`.
  void AnswerOutput(std::string out, int exit_code = 0);
  void AnswerError(Error error);
  /// The next Start succeeds; the state is shared with the handle it returns.
  std::shared_ptr<Background> AnswerStart();

  Result<ProcessResult> Run(const Command& command) override;
  Result<std::unique_ptr<BackgroundProcess>> Start(const Command& command,
                                                   const std::filesystem::path& log_file) override;
  /// No test scripts a conversation: fails.
  Result<std::unique_ptr<LineProcess>> Talk(const Command& command) override;

  /// All commands run or started, in order.
  std::vector<Command> commands() const;
  /// Whether every answer has been used.
  bool spent() const;

 private:
  mutable std::mutex mutex_;
  std::deque<Action> answers_;
  std::deque<std::shared_ptr<Background>> starts_;
  std::vector<Command> commands_;
};

}  // namespace autopilot
