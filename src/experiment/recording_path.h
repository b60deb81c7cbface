#pragma once

/// Where a matrix finds the recorded replies of a trial.

#include <filesystem>
#include <map>
#include <string>

#include "core/status.h"

namespace autopilot {

/// `path` may be a file, a folder (then its files are named {application}-{protocol}-{repeat}.jsonl), or hold
/// placeholders itself. The pattern, absolute; kBadInput for a placeholder that there is not and for what is not there.
Result<std::string> RecordingPattern(const std::filesystem::path& path);

/// Fills in application, protocol, variant, sampling and repeat; a ':' becomes '-', what is empty "standard".
std::filesystem::path RecordingOf(const std::string& pattern, const std::map<std::string, std::string>& values);

}  // namespace autopilot
