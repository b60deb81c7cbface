#pragma once

/// Blemishes of a reply that can be undone with certainty. Each function returns the text without them and says so
/// by a warning in `findings`; where nothing is to do, the text comes back as it is.

#include <string>
#include <string_view>
#include <vector>

#include "finding/finding.h"
#include "reply/scan.h"

namespace autopilot {

/// A warning with the rule "reply/`rule`".
Finding ReplyWarning(const std::string& rule, std::string message);

/// The answer in a reply: without byte order mark, carriage returns and reasoning (`<think>`). An unclosed reasoning
/// block has swallowed the answer.
std::string CleanReply(std::string_view reply, std::vector<Finding>& findings);

/// Code without line numbers, prompts of an interpreter, HTML entities and curly quotes where none can be meant.
std::string CleanCode(std::string code, Language language, std::vector<Finding>& findings);

/// True if curly quotes are left where the language has none.
bool HasCurlyQuotes(std::string_view code, Language language);

/// Code that stands in prose without a fence: from its first to its last line.
std::string_view TrimProse(std::string_view text, Language language);

}  // namespace autopilot
