#pragma once

/// Reading a sketch's text without compiling it.

#include <string>
#include <string_view>

namespace autopilot {

/// The same text with comments (and, if asked, the contents of string and character literals)
/// replaced by spaces; line and column of everything else stay.
std::string BlankComments(std::string_view source, bool literals_too);

/// True if `word` stands in `source` as a whole identifier. Comments and literals should be blanked.
bool HasWord(std::string_view source, std::string_view word);

/// 1-based line of the first function definition `void NAME(...) {`, or 0.
int FindVoidFunction(std::string_view blanked, std::string_view name);

/// Line `number` (1-based) of the text, without its end.
std::string LineOf(std::string_view source, int number);

}  // namespace autopilot
