#pragma once

/// Results in the file that the user named with --out, which may be a link, a device or a pipe. Files in folders that
/// other programs write to are WriteFile's, which follows no link.

#include <filesystem>
#include <string_view>
#include <vector>

#include "core/status.h"

namespace autopilot {

/// kBadInput where `out` is a folder, or one of the `inputs`, under whatever name.
Status CheckOutputFile(const std::filesystem::path& out, const std::vector<std::filesystem::path>& inputs);

/// Whether it is there and only takes what is written to it: a device, a pipe. Nothing may take its place.
bool IsStream(const std::filesystem::path& file);

/// What a link points to, whether it is there or not; otherwise `file`. kBadInput for links in a circle.
Result<std::filesystem::path> FollowLinks(const std::filesystem::path& file);

/// As WriteFile, but a link stays and its target is written, and streams are written to.
Status WriteOutputFile(const std::filesystem::path& file, std::string_view content);

}  // namespace autopilot
