#pragma once

#include <string_view>

namespace autopilot {

/// Share of the author's tokens (identifiers, numbers, literals, punctuation; comments do not count) that stand in the
/// result, in order. 1 for an author's text without tokens.
double KeptShare(std::string_view author, std::string_view result);

}  // namespace autopilot
