#pragma once

/// Text files as spreadsheets and instruments write them, turned into UTF-8.

#include <string>
#include <string_view>

namespace autopilot {

struct DecodedText {
  std::string text;      ///< UTF-8, without a byte order mark.
  std::string encoding;  ///< "UTF-8", "UTF-16" or "Windows-1252" (Latin-1 with the characters that Windows adds).
};

/// UTF-8; UTF-16 of either byte order, with a mark or told by its zero bytes; anything else is taken for Windows-1252,
/// in which every byte is a character. Never fails: half a character becomes U+FFFD.
DecodedText DecodeText(std::string_view bytes);

}  // namespace autopilot
