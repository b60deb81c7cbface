#pragma once

#include <string>
#include <vector>

namespace autopilot {

/// Columns for a terminal, as wide as their widest cell (in characters, not bytes). `right` names the
/// columns that hold numbers. Every line ends with a line end and has no trailing blanks.
std::string TextTable(const std::vector<std::vector<std::string>>& rows, const std::vector<bool>& right,
                      const std::string& indent);

/// Breaks `text` at blanks so that no line is longer than `width` where that is possible; every line
/// begins with `indent`. Keeps the text's own line ends.
std::string Wrapped(const std::string& text, int width, const std::string& indent);

/// Without what untrusted texts could use to rewrite the screen or to turn the order of what is read: control
/// characters of 7 and 8 bits and of Unicode. Bytes that are no UTF-8 become U+FFFD.
std::string Printable(const std::string& text);

}  // namespace autopilot
