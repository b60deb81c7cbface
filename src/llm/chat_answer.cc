#include "llm/chat_answer.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace autopilot {
namespace {

using nlohmann::json;

// Servers send null, or leave out, what they have nothing to say about.
std::string Text(const json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

int Count(const json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_number() ? static_cast<int>(it->get<double>()) : 0;
}

const json& Part(const json& object, const char* key) {
  static const json kNone = json::object();
  const auto it = object.find(key);
  return it != object.end() && it->is_object() ? *it : kNone;
}

/// `part` is "delta" in a stream and "message" in a whole answer. Returns whether there was text.
bool Take(const json& object, const char* part, ChatAnswer& answer) {
  if (const std::string model = Text(object, "model"); !model.empty()) answer.model = model;
  if (const json& usage = Part(object, "usage"); !usage.empty()) {
    answer.prompt_tokens = Count(usage, "prompt_tokens");
    answer.completion_tokens = Count(usage, "completion_tokens");
  }
  const auto choices = object.find("choices");
  if (choices == object.end() || !choices->is_array() || choices->empty()) return false;
  const json& choice = choices->front();
  if (!choice.is_object()) return false;
  if (const std::string reason = Text(choice, "finish_reason"); !reason.empty()) answer.finish_reason = reason;
  const json& message = Part(choice, part);
  const std::string text = Text(message, "content");
  answer.text += text;
  // Thinking counts as progress and as tokens, but is no part of the answer.
  return !text.empty() || !Text(message, "reasoning_content").empty();
}

std::string ErrorText(const json& object) {
  const auto error = object.find("error");
  if (error == object.end() || error->is_null()) return "";
  if (error->is_string()) return error->get<std::string>();
  return error->is_object() ? Text(*error, "message") : error->dump();
}

}  // namespace

ServerError ParseServerError(std::string_view body) {
  const json parsed = json::parse(body, nullptr, false);
  if (!parsed.is_object()) return {};
  ServerError error{ErrorText(parsed), ""};
  if (error.message.empty()) error.message = Text(parsed, "message");  // vLLM before 0.9.
  if (error.message.empty()) error.message = Text(parsed, "detail");   // FastAPI.
  const json& inner = Part(parsed, "error");
  error.code = Text(inner, "code");
  if (error.code.empty()) error.code = Text(inner, "type");
  return error;
}

ChatAnswerReader::ChatAnswerReader(std::function<void(int)> on_piece)
    : on_piece_(std::move(on_piece)), sse_([this](std::string_view data) { TakeEvent(data); }) {}

void ChatAnswerReader::TakeEvent(std::string_view data) {
  ++events_;
  if (data == "[DONE]") {
    done_ = true;
    return;
  }
  const json event = json::parse(data, nullptr, false);
  if (!event.is_object()) {
    garbled_ = true;
    return;
  }
  if (const std::string error = ErrorText(event); !error.empty()) error_ = error;
  if (Take(event, "delta", answer_)) {
    ++pieces_;
    if (on_piece_) on_piece_(pieces_);
  }
}

Result<ChatAnswer> ChatAnswerReader::Finish(const HttpResponse& response) const {
  if (!error_.empty()) return Fail(Infrastructure("the server broke off: " + error_));
  if (garbled_) return Fail(Infrastructure("the server's stream is no JSON"));
  if (events_ > 0) {
    if (!done_ && answer_.finish_reason.empty()) {
      return Fail(Infrastructure(fmt::format("the answer broke off after {} pieces", pieces_)));
    }
    ChatAnswer answer = answer_;
    if (answer.completion_tokens == 0) answer.completion_tokens = pieces_;
    return answer;
  }
  // A server that does not stream answers with one object.
  ChatAnswer answer;
  const json whole = json::parse(response.body, nullptr, false);
  if (whole.is_object()) {
    if (const std::string error = ErrorText(whole); !error.empty()) {
      return Fail(Infrastructure("the server reports: " + error));
    }
  }
  if (!whole.is_object() || !whole.contains("choices")) {
    return Fail(BadInput(fmt::format("the server's answer ({}) is no chat completion: {}",
                                     response.content_type.empty() ? "no content type" : response.content_type,
                                     response.body.substr(0, 120)),
                         "see that the base URL is that of an OpenAI-compatible API; it usually ends in /v1"));
  }
  Take(whole, "message", answer);
  return answer;
}

}  // namespace autopilot
