#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/interrupt.h"
#include "core/status.h"

namespace autopilot {

/// Results come in any order, from any thread, and leave in the order of the cases, one at a time, until one cannot
/// leave.
template <typename T>
class InOrder {
 public:
  InOrder(std::size_t count, const std::function<Status(const T&)>& done) : results_(count), done_(done) {}

  void Put(std::size_t index, T result) {
    const std::lock_guard lock(mutex_);
    results_[index] = std::move(result);
    for (; status_ && next_ < results_.size() && results_[next_]; ++next_) {
      status_ = done_(*results_[next_]);
      results_[next_] = T();
    }
  }

  bool ended() {
    const std::lock_guard lock(mutex_);
    return !status_;
  }
  const Status& status() const { return status_; }

 private:
  std::mutex mutex_;
  std::vector<std::optional<T>> results_;
  std::size_t next_ = 0;
  Status status_;
  const std::function<Status(const T&)>& done_;
};

/// Runs `work` on `jobs` threads and waits for all of them. kInterrupted after Ctrl-C.
inline Status OnThreads(int jobs, const std::function<void()>& work) {
  std::vector<std::thread> threads;
  for (int i = 0; i < jobs; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  if (Interrupted()) return Fail({ErrorKind::kInterrupted, "interrupted", "", "", 0});
  return {};
}

}  // namespace autopilot
