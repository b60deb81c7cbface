#pragma once

#include <string_view>

#include "llm/provider.h"

namespace autopilot {

/// Tokens that a text takes, rather too many than too few, for models whose tokenizer is not at hand: five letters of
/// a word make one at most, each digit, sign and byte of another script is one. Of 2868 recorded replies
/// (qwen2.5-coder:32b, phi4) it is above the provider's own count in every one, by 36 % at least and 66 % in the
/// median.
int EstimateTokens(std::string_view text);

/// Tokens of a request's prompt: messages, schema, and what chat templates put around them.
int EstimatePromptTokens(const ChatRequest& request);

/// What chat templates add at most: marks around each message, and a system prompt of their own.
int TemplateTokens(const ChatRequest& request);

}  // namespace autopilot
