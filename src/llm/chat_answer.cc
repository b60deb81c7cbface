#include "llm/chat_answer.h"

#include <nlohmann/json.hpp>

namespace autopilot {

using nlohmann::json;

ChatAnswerReader::ChatAnswerReader(std::function<void(int)> on_piece)
    : AnswerReader(std::move(on_piece)), sse_([this](std::string_view data) {
        if (data == "[DONE]") {
          End();
        } else {
          TakeEvent(data);
        }
      }) {}

void ChatAnswerReader::TakeObject(const json& object, const char* part) {
  if (const std::string model = TextOf(object, "model"); !model.empty()) answer_.model = model;
  if (const json& usage = PartOf(object, "usage"); !usage.empty()) {
    answer_.prompt_tokens = CountOf(usage, "prompt_tokens");
    answer_.completion_tokens = CountOf(usage, "completion_tokens");
  }
  const auto choices = object.find("choices");
  if (choices == object.end() || !choices->is_array() || choices->empty()) return;
  const json& choice = choices->front();
  if (!choice.is_object()) return;
  HasChoice();
  if (const std::string reason = TextOf(choice, "finish_reason"); !reason.empty()) answer_.finish_reason = reason;
  const json& message = PartOf(choice, part);
  Add(TextOf(message, "reasoning_content"), true);  // DeepSeek, llama-server, vLLM before 0.12.
  Add(TextOf(message, "reasoning"), true);          // OpenRouter, vLLM.
  Add(TextOf(message, "content"), false);
}

bool ChatAnswerReader::TakeWhole(const json& body) {
  if (!body.contains("choices")) return false;
  TakeObject(body, "message");
  return true;
}

std::string ChatAnswerReader::UrlHint() const {
  return "see that the base URL is that of an OpenAI-compatible API; it usually ends in /v1";
}

}  // namespace autopilot
