#pragma once

/// Inside of process.cc: programs that go on beside ours.

#include <filesystem>
#include <memory>

#include "core/process.h"
#include "core/status.h"

namespace autopilot {

/// As ProcessRunner::Start.
Result<std::unique_ptr<BackgroundProcess>> StartBackgroundProcess(const Command& command,
                                                                  const std::filesystem::path& log_file);

}  // namespace autopilot
