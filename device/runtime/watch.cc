#include "watch.h"

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

}  // namespace autopilot::device
