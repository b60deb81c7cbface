#include "core/interrupt.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>

namespace autopilot {
namespace {

// A signal handler has no other way to its state than static storage.
static_assert(std::atomic<bool>::is_always_lock_free);
std::atomic<bool> interrupted{false};

int EventDescriptor() {
  static const int descriptor = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  return descriptor;
}

void OnSignal(int signal) {
  const int saved = errno;
  if (interrupted.exchange(true)) {
    ::signal(signal, SIG_DFL);
    ::raise(signal);
  }
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(EventDescriptor(), &one, sizeof one);
  errno = saved;
}

}  // namespace

void InstallInterruptHandler() {
  EventDescriptor();  // Made here, so that the handler only reads it.
  struct sigaction action {};
  action.sa_handler = OnSignal;
  ::sigemptyset(&action.sa_mask);
  // No SA_RESTART: a thread that waits in the kernel should look at the flag.
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

bool Interrupted() { return interrupted.load(); }

void SetInterrupted(bool value) {
  std::uint64_t count = 0;
  if (value) {
    interrupted.store(true);
    count = 1;
    [[maybe_unused]] const ssize_t written = ::write(EventDescriptor(), &count, sizeof count);
  } else {
    [[maybe_unused]] const ssize_t taken = ::read(EventDescriptor(), &count, sizeof count);
    interrupted.store(false);
  }
}

int InterruptDescriptor() { return EventDescriptor(); }

}  // namespace autopilot
