#pragma once

/// How the study reads replies: the first block that fits, as it stands. Stricter and simpler than reply/extract.h.

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace autopilot {

/// The reply without its reasoning, which is no part of the answer.
std::string AnswerIn(const std::string& reply);

/// The first block that is no JSON object; without one, the reply holds no code. `text` has no reasoning.
std::optional<std::string> CodeIn(const std::string& text);

/// The first block that holds a JSON object, or the reply itself; nothing where it does not parse.
std::optional<nlohmann::ordered_json> ObjectIn(const std::string& text);

/// The end of what a script printed, as long as a retry shows at most.
std::string LastOf(const std::string& printed);

/// Empty ones among them count, at the end they do not.
int LinesIn(const std::string& text);

}  // namespace autopilot
