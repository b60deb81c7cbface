#pragma once

/// The one place that prints for people. Results for machines go to stdout elsewhere; all of this goes
/// to the stream given (stderr).

#include <cstdio>
#include <mutex>
#include <string>
#include <string_view>

namespace autopilot {

/// Lines that stay, and one live line that is overwritten on a terminal and left out otherwise.
/// Thread-safe.
class Console {
 public:
  /// `quiet` drops everything but warnings.
  explicit Console(std::FILE* stream, bool quiet = false);

  void Say(std::string_view line);
  void Warn(std::string_view line);
  /// Replaces the live line; shown only on a terminal.
  void Live(std::string_view line);

 private:
  void Clear();
  std::FILE* stream_;
  bool quiet_;
  bool terminal_;
  bool live_ = false;
  std::mutex mutex_;
};

}  // namespace autopilot
