#include "core/interrupt.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <thread>

#include "core/remains.h"

namespace autopilot {
namespace {

// A signal handler has no other way to its state than static storage.
static_assert(std::atomic<bool>::is_always_lock_free);
std::atomic<bool> interrupted{false};

int EventDescriptor() {
  static const int descriptor = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  return descriptor;
}

/// Becomes readable at the second signal.
int HurryDescriptor() {
  static const int descriptor = ::eventfd(0, EFD_CLOEXEC);
  return descriptor;
}

void OnSignal(int) {
  const int saved = errno;
  const bool again = interrupted.exchange(true);
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(again ? HurryDescriptor() : EventDescriptor(), &one, sizeof one);
  errno = saved;
}

/// What a second signal asks for (ending programs, removing folders) is more than a handler may do.
void WaitForHurry() {
  std::uint64_t count = 0;
  while (::read(HurryDescriptor(), &count, sizeof count) < 0 && errno == EINTR) {
  }
  EndWithoutRemains(kInterruptedStatus);
}

}  // namespace

void InstallInterruptHandler() {
  // Made here, so that the handler only reads them.
  EventDescriptor();
  HurryDescriptor();
  std::thread(WaitForHurry).detach();
  struct sigaction action {};
  action.sa_handler = OnSignal;
  ::sigemptyset(&action.sa_mask);
  // No SA_RESTART: a thread that waits in the kernel should look at the flag.
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  struct sigaction before {};
  ::sigaction(SIGHUP, nullptr, &before);
  if (before.sa_handler != SIG_IGN) ::sigaction(SIGHUP, &action, nullptr);  // Else nohup asked for it.
  ::signal(SIGPIPE, SIG_IGN);
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
