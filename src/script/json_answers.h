#pragma once

/// The JSON values of a reply of the stage DP: paths, plans, code.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace autopilot {

struct JsonAnswers {
  std::vector<nlohmann::ordered_json> values;  ///< In order, each once.
  std::string rest;                            ///< The reply without them.
  bool lenient = false;                        ///< One of them is no plain JSON.
  bool unreadable = false;                     ///< One begins and cannot be read.
};

/// The objects and arrays of `text` (already without reasoning): fenced, or at the beginning of a line outside of
/// code.
JsonAnswers FindJsonAnswers(const std::string& text);

/// The text under a key that names code ("code", "script", ...), also within a list of one; null if there is none.
const std::string* CodeOf(const nlohmann::ordered_json& value);

/// All texts of `value` that are file names, without those that say code.
void AddOutputs(const nlohmann::ordered_json& value, std::vector<std::string>& outputs);

/// Operations and what they are for: words, no files.
bool IsPlan(const nlohmann::ordered_json& value);

}  // namespace autopilot
