/// Called at every basic block of the sketch (-fsanitize-coverage=trace-pc): virtual time passes where no
/// API is called, callbacks come on time, and a loop that calls nothing is found out.

#include <cstdint>

#include "board.h"

extern "C" {

std::uint32_t autopilot_blocks = 0;
std::uint32_t autopilot_block_limit = 20'000'000;

void __sanitizer_cov_trace_pc() {
  if (__builtin_expect(++autopilot_blocks >= autopilot_block_limit, 0)) autopilot::device::Board::Get().BlocksRan();
}
}
