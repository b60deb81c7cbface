#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <vector>

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

}  // namespace autopilot
