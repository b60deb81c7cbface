#pragma once

/// Fakes of the seams for this folder's tests.

#include <chrono>
#include <functional>
#include <utility>

#include "core/interrupt.h"
#include "llm/http_client.h"
#include "testing/fake_clock.h"

namespace autopilot {

/// A fake clock that calls somebody while it sleeps.
class HookedClock : public FakeClock {
 public:
  void Sleep(std::chrono::milliseconds duration) override {
    FakeClock::Sleep(duration);
    if (on_sleep) on_sleep();
  }
  std::function<void()> on_sleep;
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

}  // namespace autopilot
