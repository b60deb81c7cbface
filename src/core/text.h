#pragma once

#include <string>
#include <string_view>

namespace autopilot {

/// `text` with A to Z in lower case; all other bytes, also those of UTF-8, stay.
std::string Lower(std::string_view text);

/// Whether `part` stands somewhere in `text`.
inline bool Contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace autopilot
