/// Called at every basic block of the sketch (-fsanitize-coverage=trace-pc): virtual time passes where no
/// API is called, and a loop that calls none is found out.

#include <sanitizer/common_interface_defs.h>

#include <cstddef>
#include <cstdint>

#include "board.h"

extern "C" {

std::uint32_t autopilot_blocks = 0;
std::uint32_t autopilot_largest_frame = 0;

void __sanitizer_cov_trace_pc() {
  static const char* last = nullptr;
  const char* const here = static_cast<const char*>(__builtin_frame_address(0));
  // A step down the stack is a call, at most of one function of the sketch.
  if (__builtin_expect(last - here > static_cast<std::ptrdiff_t>(autopilot_largest_frame), 0) && last != nullptr) {
    autopilot_largest_frame = static_cast<std::uint32_t>(last - here);
  }
  last = here;
  constexpr std::uint32_t kHang = 20'000'000;
  if (__builtin_expect(++autopilot_blocks >= kHang, 0)) {
    autopilot::device::Board& board = autopilot::device::Board::Get();
    autopilot_blocks = 0;
    if (board.way_out().open()) board.LeaveSetup();
    board.LastWords("hang");
    __sanitizer_print_stack_trace();
    board.Finish("hang");
  }
}
}
