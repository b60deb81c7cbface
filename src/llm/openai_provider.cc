#include "llm/openai_provider.h"

#include <nlohmann/json.hpp>

#include "llm/chat_answer.h"
#include "llm/token_estimate.h"

namespace autopilot {

using nlohmann::json;

OpenAiProvider::OpenAiProvider(const OpenAiOptions& options, std::unique_ptr<HttpClient> http, Clock& clock,
                               ProgressHook progress)
    : HttpChatProvider(options, std::move(http), clock, std::move(progress)),
      tokenize_url_(options.tokenize_url),
      max_tokens_field_(options.max_tokens_field) {}

Result<HttpChatProvider::Call> OpenAiProvider::MakeCall(const ChatRequest& request) {
  json messages = json::array();
  for (const ChatMessage& message : request.messages) {
    messages.push_back({{"role", message.role}, {"content", message.text}});
  }
  json body = {{"model", options().model},
               {"messages", std::move(messages)},
               {"temperature", request.temperature},
               {"top_p", request.top_p},
               {"seed", request.seed},
               {max_tokens_field_, request.max_tokens},
               {"stream", true},
               {"stream_options", {{"include_usage", true}}}};
  if (!request.json_schema.empty()) {
    AUTOPILOT_TRY(schema, SchemaOf(request));
    body["response_format"] = {
        {"type", "json_schema"},
        {"json_schema", {{"name", SchemaName(request.key)}, {"strict", true}, {"schema", std::move(schema)}}}};
  }
  for (const std::string& field : options().omit) body.erase(field);
  return Call{options().base_url + "/chat/completions", Dump(body)};
}

std::unique_ptr<AnswerReader> OpenAiProvider::MakeReader(std::function<void(int)> on_piece) const {
  return std::make_unique<ChatAnswerReader>(std::move(on_piece));
}

int OpenAiProvider::CountTokens(const ChatRequest& request) {
  const int least = LeastPromptTokens(request);
  return least > 0 ? least + TemplateTokens(request) : 0;
}

int OpenAiProvider::LeastPromptTokens(const ChatRequest& request) {
  int tokens = 0;
  for (const ChatMessage& message : request.messages) {
    if (tokenize_url_.empty()) return 0;
    int status = 0;
    const json parsed = AskBeside(tokenize_url_, Dump({{"content", message.text}}), &status);
    if (status == 404) tokenize_url_.clear();
    if (!parsed.is_object() || !parsed.contains("tokens") || !parsed["tokens"].is_array()) return 0;
    tokens += static_cast<int>(parsed["tokens"].size());
  }
  return tokens;
}

std::vector<std::string> OpenAiProvider::ServedModels() {
  std::vector<std::string> names;
  const json parsed = AskBeside(options().base_url + "/models", "");
  if (!parsed.is_object() || !parsed.contains("data") || !parsed["data"].is_array()) return names;
  for (const json& model : parsed["data"]) {
    if (!model.is_object()) continue;
    if (std::string id = TextOf(model, "id"); !id.empty()) names.push_back(std::move(id));
  }
  return names;
}

}  // namespace autopilot
