#pragma once

/// Where a matrix finds the recorded replies of a trial.

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "core/status.h"

namespace autopilot {

/// What a variant or sampling without a name is called in file names and reports.
inline constexpr std::string_view kStandard = "standard";

/// `written`, seen from `folder`, may be a file, a folder (then its files are named
/// {application}-{protocol}-{repeat}.jsonl), or hold placeholders itself. The pattern, absolute; kBadInput for a
/// placeholder that there is not and for what is not there.
Result<std::string> RecordingPattern(const std::filesystem::path& folder, const std::string& written);

/// Fills in application, protocol, variant, sampling and repeat; a ':' becomes '-', what is empty kStandard. Other
/// braces belong to the name of a folder or file.
std::filesystem::path RecordingOf(const std::string& pattern, const std::map<std::string, std::string>& values);

}  // namespace autopilot
