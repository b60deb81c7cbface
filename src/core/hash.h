#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/status.h"

namespace autopilot {

/// Lower-case hexadecimal SHA-256.
std::string Sha256(std::string_view bytes);
/// SHA-256 of a file's bytes, read in blocks (model files are gigabytes).
Result<std::string> Sha256OfFile(const std::filesystem::path& path);

}  // namespace autopilot
