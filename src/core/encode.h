#pragma once

#include <string>
#include <string_view>

namespace autopilot {

/// The bytes as a gzip file; the same bytes always give the same file.
std::string Gzip(std::string_view bytes);

/// RFC 4648, with padding.
std::string Base64(std::string_view bytes);

}  // namespace autopilot
