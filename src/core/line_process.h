#pragma once

/// Inside of process.cc and sandbox.cc: programs that are talked to.

#include <memory>

#include "core/process.h"
#include "core/status.h"

namespace autopilot {

/// As ProcessRunner::Talk.
Result<std::unique_ptr<LineProcess>> StartLineProcess(const Command& command);

}  // namespace autopilot
