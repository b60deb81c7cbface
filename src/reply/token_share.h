#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace autopilot {

/// C++ tokens of a text (identifiers, numbers, literals, single punctuation characters), comments left out.
std::vector<std::string> CodeTokens(std::string_view text);

/// Share of the tokens of `whole` that stand in the `parts`.
double TokenShare(std::string_view whole, const std::vector<std::string>& parts);

}  // namespace autopilot
