#include "watch.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>

// gcc installs no header for these two.
extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*malloc_hook)(const volatile void*, std::size_t),
                                                         void (*free_hook)(const volatile void*));
extern "C" std::size_t __sanitizer_get_allocated_size(const volatile void*);

namespace autopilot::device {
namespace {

std::size_t live_bytes = 0;

void OnMalloc(const volatile void*, std::size_t size) { live_bytes += size; }

void OnFree(const volatile void* block) {
  if (block == nullptr) return;
  const std::size_t size = __sanitizer_get_allocated_size(block);
  live_bytes -= size < live_bytes ? size : live_bytes;  // What was there before the count is not in it.
}

}  // namespace

void HeapWatch::Start() { __sanitizer_install_malloc_and_free_hooks(OnMalloc, OnFree); }

std::size_t HeapWatch::LiveBytes() { return live_bytes; }

/// The kernel's count: nanoseconds on a processor, nanoseconds in a queue before one.
bool IdleWatch::Blocked() {
  constexpr long long kBusy = 10'000'000;
  constexpr int kSeconds = 15;
  char text[96] = {};
  const int file = open("/proc/self/schedstat", O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  const ssize_t length = read(file, text, sizeof text - 1);
  close(file);
  if (length <= 0) return false;
  char* rest = nullptr;
  const long long ran = std::strtoll(text, &rest, 10);
  const long long queued = std::strtoll(rest, nullptr, 10);
  idle_seconds_ = ran + queued - busy_ < kBusy ? idle_seconds_ + 1 : 0;
  busy_ = ran + queued;
  return idle_seconds_ >= kSeconds;
}

}  // namespace autopilot::device
