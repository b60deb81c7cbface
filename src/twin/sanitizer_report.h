#pragma once

#include <string>
#include <vector>

#include "core/process.h"
#include "twin/trace.h"

namespace autopilot {

/// Fills in how the program died: what AddressSanitizer or UBSan said on stderr, where in `files`, those of the
/// sketch, or the signal. Leaves `trace.end` as it is when the program simply exited.
void ReadSanitizerReport(const ProcessResult& ended, const std::vector<std::string>& files, Trace& trace);

}  // namespace autopilot
