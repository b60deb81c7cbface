#include "llm/anthropic_provider.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace autopilot {

using nlohmann::json;

Result<json> AnthropicProvider::Prompt(const ChatRequest& request) const {
  std::string system;
  json messages = json::array();
  for (const ChatMessage& message : request.messages) {
    if (message.role == "system") {
      system += (system.empty() ? "" : "\n\n") + message.text;
    } else {
      messages.push_back({{"role", message.role}, {"content", message.text}});
    }
  }
  json body = {{"model", options().model}, {"messages", std::move(messages)}};
  if (!system.empty()) body["system"] = system;
  if (!request.json_schema.empty()) {
    AUTOPILOT_TRY(schema, SchemaOf(request));
    const std::string name = SchemaName(request.key);
    body["tools"] = {{{"name", name}, {"description", "Gives the answer."}, {"input_schema", std::move(schema)}}};
    body["tool_choice"] = {{"type", "tool"}, {"name", name}};
  }
  return body;
}

Result<HttpChatProvider::Call> AnthropicProvider::MakeCall(const ChatRequest& request) {
  AUTOPILOT_TRY(body, Prompt(request));
  body["max_tokens"] = request.max_tokens;
  body["temperature"] = std::min(request.temperature, 1.0);  // More is refused.
  body["top_p"] = request.top_p;
  body["stream"] = true;
  for (const std::string& field : options().omit) body.erase(field);
  return Call{options().base_url + "/messages", Dump(body)};
}

std::unique_ptr<AnswerReader> AnthropicProvider::MakeReader(std::function<void(int)> on_piece) const {
  return std::make_unique<AnthropicAnswerReader>(std::move(on_piece));
}

void AnthropicProvider::AddKey(HttpRequest& request) const {
  if (!options().key.empty()) request.headers.push_back("x-api-key: " + options().key);
  request.headers.emplace_back("anthropic-version: 2023-06-01");
}

int AnthropicProvider::CountTokens(const ChatRequest& request) {
  const Result<json> body = Prompt(request);
  if (!body) return 0;
  const json counted = AskBeside(options().base_url + "/messages/count_tokens", Dump(*body));
  return counted.is_object() ? CountOf(counted, "input_tokens") : 0;
}

std::vector<std::string> AnthropicProvider::ServedModels() {
  std::vector<std::string> names;
  const json parsed = AskBeside(options().base_url + "/models", "");
  if (!parsed.is_object() || !parsed.contains("data") || !parsed["data"].is_array()) return names;
  for (const json& model : parsed["data"]) {
    if (!model.is_object()) continue;
    if (std::string id = TextOf(model, "id"); !id.empty()) names.push_back(std::move(id));
  }
  return names;
}

AnthropicAnswerReader::AnthropicAnswerReader(std::function<void(int)> on_piece)
    : AnswerReader(std::move(on_piece)), sse_([this](std::string_view data) { TakeEvent(data); }) {}

void AnthropicAnswerReader::Take(const json& event) {
  const std::string type = TextOf(event, "type");
  if (type == "message_start") {
    const json& message = PartOf(event, "message");
    answer_.model = TextOf(message, "model");
    TakeUsage(PartOf(message, "usage"));
  } else if (type == "content_block_delta") {
    const json& delta = PartOf(event, "delta");
    Add(TextOf(delta, "thinking"), true);
    Add(TextOf(delta, "text"), false);
    Add(TextOf(delta, "partial_json"), false);
  } else if (type == "message_delta") {
    TakeStopReason(PartOf(event, "delta"));
    TakeUsage(PartOf(event, "usage"));
  } else if (type == "message_stop") {
    End();
  }
}

bool AnthropicAnswerReader::TakeWhole(const json& body) {
  if (TextOf(body, "type") != "message" || !body.contains("content") || !body["content"].is_array()) return false;
  answer_.model = TextOf(body, "model");
  for (const json& block : body["content"]) {
    if (!block.is_object()) continue;
    Add(TextOf(block, "thinking"), true);
    Add(TextOf(block, "text"), false);
    if (TextOf(block, "type") == "tool_use") Add(PartOf(block, "input").dump(), false);
  }
  TakeStopReason(body);
  TakeUsage(PartOf(body, "usage"));
  return true;
}

void AnthropicAnswerReader::TakeUsage(const json& usage) {
  // Usage is cumulative, and later events may leave out what stands already.
  const int prompt = CountOf(usage, "input_tokens") + CountOf(usage, "cache_creation_input_tokens") +
                     CountOf(usage, "cache_read_input_tokens");
  if (prompt > 0) answer_.prompt_tokens = prompt;
  if (const int completion = CountOf(usage, "output_tokens"); completion > 0) answer_.completion_tokens = completion;
}

void AnthropicAnswerReader::TakeStopReason(const json& object) {
  const std::string reason = TextOf(object, "stop_reason");
  if (reason.empty()) return;
  HasChoice();
  const bool whole = reason == "end_turn" || reason == "stop_sequence" || reason == "tool_use";
  const bool cut = reason == "max_tokens" || reason == "model_context_window_exceeded";
  answer_.finish_reason = whole ? "stop" : cut ? "length" : reason;
}

std::string AnthropicAnswerReader::UrlHint() const {
  return "see that the base URL is that of an Anthropic-compatible API; it usually ends in /v1";
}

}  // namespace autopilot
