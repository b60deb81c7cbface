#include "testing/fake_process_runner.h"

#include <utility>

namespace autopilot {
namespace {

class FakeBackgroundProcess : public BackgroundProcess {
 public:
  explicit FakeBackgroundProcess(std::shared_ptr<FakeProcessRunner::Background> state) : state_(std::move(state)) {}
  ~FakeBackgroundProcess() override { End(); }
  pid_t id() const override { return 1; }
  bool running() override { return state_->running; }
  void Stop() override { End(); }
  std::string Tail() override { return state_->tail; }

 private:
  void End() {
    state_->running = false;
    state_->stopped = true;
  }
  std::shared_ptr<FakeProcessRunner::Background> state_;
};

Error OutOfScript(const Command& command) {
  std::string line;
  for (const std::string& argument : command.argv) line += " " + argument;
  return Infrastructure("FakeProcessRunner has no answer left for:" + line);
}

}  // namespace

void FakeProcessRunner::Answer(ProcessResult result) {
  Answer([result = std::move(result)](const Command&) -> Result<ProcessResult> { return result; });
}

void FakeProcessRunner::Answer(Action action) {
  const std::lock_guard lock(mutex_);
  answers_.push_back(std::move(action));
}

void FakeProcessRunner::AnswerOutput(std::string out, int exit_code) {
  ProcessResult result;
  result.out = std::move(out);
  result.exit_code = exit_code;
  Answer(std::move(result));
}

void FakeProcessRunner::AnswerError(Error error) {
  Answer([error = std::move(error)](const Command&) -> Result<ProcessResult> { return Fail(error); });
}

std::shared_ptr<FakeProcessRunner::Background> FakeProcessRunner::AnswerStart() {
  const std::lock_guard lock(mutex_);
  return starts_.emplace_back(std::make_shared<Background>());
}

Result<ProcessResult> FakeProcessRunner::Run(const Command& command) {
  Action action;
  {
    const std::lock_guard lock(mutex_);
    commands_.push_back(command);
    if (answers_.empty()) return Fail(OutOfScript(command));
    action = std::move(answers_.front());
    answers_.pop_front();
  }
  return action(command);
}

Result<std::unique_ptr<BackgroundProcess>> FakeProcessRunner::Start(const Command& command,
                                                                    const std::filesystem::path& log_file) {
  const std::lock_guard lock(mutex_);
  commands_.push_back(command);
  if (starts_.empty()) return Fail(OutOfScript(command));
  auto state = std::move(starts_.front());
  starts_.pop_front();
  state->log_file = log_file;
  return std::make_unique<FakeBackgroundProcess>(std::move(state));
}

Result<std::unique_ptr<LineProcess>> FakeProcessRunner::Talk(const Command& command) {
  const std::lock_guard lock(mutex_);
  commands_.push_back(command);
  return Fail(OutOfScript(command));
}

std::vector<Command> FakeProcessRunner::commands() const {
  const std::lock_guard lock(mutex_);
  return commands_;
}

bool FakeProcessRunner::spent() const {
  const std::lock_guard lock(mutex_);
  return answers_.empty() && starts_.empty();
}

}  // namespace autopilot
