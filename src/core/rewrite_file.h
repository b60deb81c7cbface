#pragma once

/// Changing a file that somebody else has made.

#include <filesystem>
#include <string_view>

#include "core/status.h"

namespace autopilot {

/// As WriteFile (core/files.h), for a file that is there: it keeps its mode, and a link stays one to the file that is
/// changed. Fails with kBadInput where there is no such file.
Status RewriteFile(const std::filesystem::path& path, std::string_view content);

}  // namespace autopilot
