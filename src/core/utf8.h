#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace autopilot {

/// How many bytes from the beginning are whole, valid UTF-8 characters: all of them, if the text is UTF-8.
std::size_t ValidUtf8Prefix(std::string_view text);

/// The text with U+FFFD in place of every byte that is no UTF-8.
std::string ReplaceInvalidUtf8(std::string_view text);

}  // namespace autopilot
