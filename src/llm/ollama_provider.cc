#include "llm/ollama_provider.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "llm/token_estimate.h"

namespace autopilot {
namespace {

using nlohmann::json;

constexpr int kSmallestWindow = 4096;  // Ollama's own default; a smaller one saves little.

}  // namespace

Result<HttpChatProvider::Call> OllamaProvider::MakeCall(const ChatRequest& request) {
  json messages = json::array();
  for (const ChatMessage& message : request.messages) {
    messages.push_back({{"role", message.role}, {"content", message.text}});
  }
  const int needed = EstimatePromptTokens(request) + request.max_tokens;
  int window = std::max(asked_window_, kSmallestWindow);
  while (window < needed) window *= 2;
  if (context_window() > 0) window = std::min(window, context_window());
  if (window != asked_window_) loaded_window_ = 0;
  asked_window_ = window;
  json choices = {{"temperature", request.temperature},
                  {"top_p", request.top_p},
                  {"seed", request.seed},
                  {"num_predict", request.max_tokens},
                  {"num_ctx", window}};
  for (const std::string& field : options().omit) choices.erase(field);
  json body = {
      {"model", options().model}, {"messages", std::move(messages)}, {"stream", true}, {"options", std::move(choices)}};
  if (!request.json_schema.empty()) {
    AUTOPILOT_TRY(schema, SchemaOf(request));
    body["format"] = std::move(schema);
  }
  return Call{options().base_url + "/api/chat", Dump(body)};
}

std::unique_ptr<AnswerReader> OllamaProvider::MakeReader(std::function<void(int)> on_piece) const {
  return std::make_unique<OllamaAnswerReader>(std::move(on_piece));
}

std::vector<std::string> OllamaProvider::ServedModels() {
  std::vector<std::string> names;
  const json parsed = AskBeside(options().base_url + "/api/tags", "");
  if (!parsed.is_object() || !parsed.contains("models") || !parsed["models"].is_array()) return names;
  for (const json& model : parsed["models"]) {
    if (!model.is_object()) continue;
    if (std::string id = TextOf(model, "name"); !id.empty()) names.push_back(std::move(id));
  }
  return names;
}

std::string OllamaProvider::MissingModelCure(const std::vector<std::string>& served) const {
  const std::string pull = fmt::format("pull it: ollama pull {}", options().model);
  return served.empty() ? pull + "; or see that the base URL is right"
                        : pull + "; " + HttpChatProvider::MissingModelCure(served);
}

int OllamaProvider::WindowUsed() {
  if (loaded_window_ > 0) return loaded_window_;
  loaded_window_ = asked_window_;
  const json loaded = AskBeside(options().base_url + "/api/ps", "");
  if (!loaded.is_object() || !loaded.contains("models") || !loaded["models"].is_array()) return loaded_window_;
  for (const json& model : loaded["models"]) {
    if (!model.is_object()) continue;
    // The server adds the tag ":latest" to names without one.
    const std::string name = TextOf(model, "name");
    if (name != options().model && name != options().model + ":latest") continue;
    if (const int window = CountOf(model, "context_length"); window > 0) loaded_window_ = window;
  }
  return loaded_window_;
}

void OllamaAnswerReader::TakeBytes(std::string_view bytes) {
  line_ += bytes;
  std::size_t start = 0;
  for (std::size_t end = 0; (end = line_.find('\n', start)) != std::string::npos; start = end + 1) {
    const std::string_view line = std::string_view(line_).substr(start, end - start);
    if (line.find_first_not_of(" \r\t") != std::string_view::npos) TakeEvent(line);
  }
  line_.erase(0, start);
}

void OllamaAnswerReader::Take(const json& event) {
  if (const std::string model = TextOf(event, "model"); !model.empty()) answer_.model = model;
  if (event.contains("message")) {
    const json& message = PartOf(event, "message");
    Add(TextOf(message, "thinking"), true);
    Add(TextOf(message, "content"), false);
  }
  const auto done = event.find("done");
  if (done == event.end() || !done->is_boolean() || !done->get<bool>()) return;
  End();
  answer_.prompt_tokens = CountOf(event, "prompt_eval_count");
  answer_.completion_tokens = CountOf(event, "eval_count");
  answer_.finish_reason = TextOf(event, "done_reason");
  // "load" and "unload": the model was moved, and nobody was asked.
  if (answer_.finish_reason.empty()) answer_.finish_reason = "stop";  // Before 0.2.
  if (answer_.finish_reason != "load" && answer_.finish_reason != "unload" && event.contains("message")) HasChoice();
}

bool OllamaAnswerReader::TakeWhole(const json& body) {
  // Without a line end after it.
  if (!body.contains("done")) return false;
  Take(body);
  return true;
}

std::string OllamaAnswerReader::UrlHint() const {
  return "see that the base URL is that of Ollama; it usually is http://127.0.0.1:11434";
}

}  // namespace autopilot
