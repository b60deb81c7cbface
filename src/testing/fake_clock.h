#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"

namespace autopilot {

/// Time that passes only when told. Not thread-safe.
class FakeClock : public Clock {
 public:
  double Seconds() const override { return seconds_; }
  std::string Timestamp() const override { return timestamp_; }
  void Sleep(std::chrono::milliseconds duration) override {
    sleeps_.push_back(duration);
    Advance(std::chrono::duration<double>(duration).count());
  }

  void Advance(double seconds) { seconds_ += seconds; }
  void SetTimestamp(std::string timestamp) { timestamp_ = std::move(timestamp); }
  /// What was slept, in order.
  const std::vector<std::chrono::milliseconds>& sleeps() const { return sleeps_; }

 private:
  double seconds_ = 0;
  std::string timestamp_ = "2025-01-31T12:00:00Z";
  std::vector<std::chrono::milliseconds> sleeps_;
};

}  // namespace autopilot
