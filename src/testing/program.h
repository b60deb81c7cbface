#pragma once

/// Helpers for tests that run real programs, without ever sleeping: a program holds the write end of
/// a pipe, and the test waits for what it writes or for its end.

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <utility>

#include "core/descriptor.h"
#include "core/process.h"

namespace autopilot {

/// A pipe between a program and the test.
class Line {
 public:
  Line() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) std::abort();
    read_ = Descriptor(ends[0]);
    write_ = Descriptor(ends[1]);
  }
  /// To be named in Command::descriptors.
  int number() const { return write_.get(); }
  /// The test's own copy, after the start: without it, the line hangs up with the last program.
  void CloseOurs() { write_.Close(); }

  /// Waits, 10 s at most, for something written.
  std::string Receive() {
    pollfd event{read_.get(), POLLIN, 0};
    if (::poll(&event, 1, 10'000) != 1) return "nothing was received";
    std::string text(256, '\0');
    const ssize_t count = ::read(read_.get(), text.data(), text.size());
    text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return text;
  }
  /// Waits, 10 s at most, until no program holds the line.
  bool HungUp() {
    CloseOurs();
    while (true) {
      const std::string text = Receive();
      if (text.empty()) return true;
      if (text == "nothing was received") return false;
    }
  }

 private:
  Descriptor read_;
  Descriptor write_;
};

/// `script` for the shell, with a wall limit that ends a test that hangs.
inline Command Shell(std::string script) {
  Command command;
  command.argv = {"/bin/sh", "-c", std::move(script)};
  command.limits.wall = std::chrono::seconds(30);
  return command;
}

}  // namespace autopilot
