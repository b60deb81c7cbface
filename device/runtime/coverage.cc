/// Called at every basic block of the sketch (-fsanitize-coverage=trace-pc): virtual time passes where no
/// API is called, callbacks come on time, and a loop that calls nothing is found out.

#include <cstddef>
#include <cstdint>

#include "board.h"

extern "C" {

std::uint32_t autopilot_blocks = 0;
std::uint32_t autopilot_block_limit = 20'000'000;
std::uint32_t autopilot_largest_frame = 0;

void __sanitizer_cov_trace_pc() {
  static const char* last = nullptr;
  const char* const here = static_cast<const char*>(__builtin_frame_address(0));
  // A step down the stack is a call, at most of one function of the sketch.
  if (__builtin_expect(last - here > static_cast<std::ptrdiff_t>(autopilot_largest_frame), 0) && last != nullptr) {
    autopilot_largest_frame = static_cast<std::uint32_t>(last - here);
  }
  last = here;
  if (__builtin_expect(++autopilot_blocks >= autopilot_block_limit, 0)) autopilot::device::Board::Get().BlocksRan();
}
}
