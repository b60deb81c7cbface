#include "cli/processors.h"

#include <sched.h>

#include <algorithm>

namespace autopilot {

int Processors() {
  cpu_set_t set;
  const int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
  return std::clamp(count, 1, kMostJobs);
}

}  // namespace autopilot
