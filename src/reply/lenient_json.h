#pragma once

/// JSON as models write it.

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

namespace autopilot {

// The move of a JSON value checks an invariant and never throws.
struct LenientJson {  // NOLINT(bugprone-exception-escape)
  nlohmann::ordered_json value;
  std::size_t end = 0;  ///< One past its last character in the text.
  bool strict = true;   ///< Plain JSON; otherwise something had to be overlooked.
};

/// The value that `text` begins with, after blanks: an object or an array. Read beyond plain JSON: comments (`//`, `/*
/// */`,
/// `#`), commas at the end, single and curly quotes, `"""..."""` and `'''...'''`, line ends in texts, Python's None,
/// True and False. Nothing if that fails, or if it nests deeper than any answer does.
std::optional<LenientJson> ReadLenientJson(std::string_view text);

/// As ReadLenientJson, for a text that holds nothing else.
std::optional<LenientJson> ReadWholeJson(std::string_view text);

}  // namespace autopilot
