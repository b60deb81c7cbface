#include "llm/token_estimate.h"

namespace autopilot {
namespace {

constexpr int kTokensAMessage = 8;    // <|im_start|>role\n ... <|im_end|>\n is 5.
constexpr int kTokensATemplate = 64;  // The longest common one: Llama 3.1 states two dates.
constexpr int kLettersAToken = 4;

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsBlank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

}  // namespace

int EstimateTokens(std::string_view text) {
  std::size_t tokens = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    if (IsLetter(text[at])) {
      while (at < text.size() && IsLetter(text[at])) ++at;
      tokens += 1 + (at - start) / kLettersAToken;
    } else if (IsBlank(text[at])) {
      while (at < text.size() && IsBlank(text[at])) ++at;
      tokens += at - start == 1 && text[start] == ' ' ? 0 : 1;  // A single space goes with the word after it.
    } else {
      ++at;
      ++tokens;
    }
  }
  return static_cast<int>(tokens);
}

int TemplateTokens(const ChatRequest& request) {
  return kTokensATemplate + kTokensAMessage * static_cast<int>(request.messages.size());
}

int EstimatePromptTokens(const ChatRequest& request) {
  int tokens = TemplateTokens(request) + EstimateTokens(request.json_schema);
  for (const ChatMessage& message : request.messages) tokens += EstimateTokens(message.text);
  return tokens;
}

}  // namespace autopilot
