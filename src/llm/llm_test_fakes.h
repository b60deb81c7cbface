#pragma once

/// Fakes of the seams for this folder's tests.

#include <chrono>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/interrupt.h"
#include "core/process.h"
#include "llm/http_client.h"

namespace autopilot {

/// Time passes only by sleeping.
class SleepCountingClock : public Clock {
 public:
  double Seconds() const override { return seconds_; }
  std::string Timestamp() const override { return "2025-01-31T12:00:00Z"; }
  void Sleep(std::chrono::milliseconds duration) override {
    seconds_ += std::chrono::duration<double>(duration).count();
    if (on_sleep) on_sleep();
  }
  std::function<void()> on_sleep;

 private:
  double seconds_ = 0;
};

/// Clears the flag before and after a test.
class InterruptGuard {
 public:
  InterruptGuard() { SetInterrupted(false); }
  ~InterruptGuard() { SetInterrupted(false); }
};

/// Answers each request by a function.
class ScriptedHttp : public HttpClient {
 public:
  explicit ScriptedHttp(std::function<Result<HttpResponse>(const HttpRequest&)> answer) : answer_(std::move(answer)) {}
  Result<HttpResponse> Send(const HttpRequest& request) override { return answer_(request); }

 private:
  std::function<Result<HttpResponse>(const HttpRequest&)> answer_;
};

/// What a started program shall look like.
struct FakeProgram {
  bool running = true;
  int stops = 0;
  std::string tail;
};

class FakeBackgroundProcess : public BackgroundProcess {
 public:
  explicit FakeBackgroundProcess(FakeProgram& program) : program_(&program) {}
  ~FakeBackgroundProcess() override { FakeBackgroundProcess::Stop(); }
  pid_t id() const override { return 4711; }
  bool running() override { return program_->running; }
  void Stop() override {
    if (program_->running) ++program_->stops;
    program_->running = false;
  }
  std::string Tail() override { return program_->tail; }

 private:
  FakeProgram* program_;
};

/// Runs programs by a function, and starts the prepared ones.
class FakeProcessRunner : public ProcessRunner {
 public:
  Result<ProcessResult> Run(const Command& command) override {
    commands.push_back(command);
    return on_run(command);
  }
  Result<std::unique_ptr<BackgroundProcess>> Start(const Command& command, const std::filesystem::path&) override {
    commands.push_back(command);
    if (programs.empty()) return Fail(Infrastructure("no program is prepared"));
    FakeProgram* program = programs.front();
    programs.pop_front();
    return std::make_unique<FakeBackgroundProcess>(*program);
  }

  std::function<Result<ProcessResult>(const Command&)> on_run;
  std::deque<FakeProgram*> programs;
  std::vector<Command> commands;
};

}  // namespace autopilot
