#pragma once

#include <chrono>
#include <string>

namespace autopilot {

/// The wall clock and waiting, abstract so that tests neither sleep nor depend on the day.
class Clock {
 public:
  virtual ~Clock() = default;
  /// Seconds since some fixed moment; never goes back.
  virtual double Seconds() const = 0;
  /// The moment in UTC, "2025-01-31T12:00:00Z".
  virtual std::string Timestamp() const = 0;
  virtual void Sleep(std::chrono::milliseconds duration) = 0;
};

class SystemClock : public Clock {
 public:
  double Seconds() const override;
  std::string Timestamp() const override;
  void Sleep(std::chrono::milliseconds duration) override;
};

}  // namespace autopilot
