#pragma once

/// The user's words (names, descriptions, labels) in C++ source. Whatever they hold, the source around them
/// stays what it is.

#include <string>
#include <string_view>

namespace autopilot {

/// A string literal, with its quotes, whose value is `text` byte for byte: quotes, backslashes, control
/// characters, trigraphs, and what is no UTF-8 or would be shown in another direction are escaped. Other
/// characters stay readable.
std::string CppLiteral(std::string_view text);

/// `text` on one line, for a comment of either kind: it neither ends the comment nor goes on to the next line.
std::string CppComment(std::string_view text);

}  // namespace autopilot
