#include "llm/answer_reader.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace autopilot {
namespace {

using nlohmann::json;

ServerError ErrorIn(const json& object) {
  const auto found = object.find("error");
  if (found == object.end() || found->is_null()) return {};
  if (found->is_string()) return {found->get<std::string>(), ""};
  if (!found->is_object()) return {found->dump(), ""};
  ServerError error{TextOf(*found, "message"), TextOf(*found, "code")};
  if (const auto code = found->find("code"); code != found->end() && code->is_number_integer()) {
    error.code = std::to_string(code->get<int>());
  }
  // llama-server's code repeats the status; its type says more.
  const std::string type = TextOf(*found, "type");
  if (!type.empty() && (error.code.empty() || type.find("context") != std::string::npos)) error.code = type;
  if (error.message.empty()) error.message = error.code;
  return error;
}

}  // namespace

std::string TextOf(const json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

int CountOf(const json& object, const char* key) {
  const auto it = object.find(key);
  if (it == object.end() || !it->is_number()) return 0;
  const double count = it->get<double>();
  return count > 0 && count < 1e9 ? static_cast<int>(count) : 0;
}

const json& PartOf(const json& object, const char* key) {
  static const json kNone = json::object();
  const auto it = object.find(key);
  return it != object.end() && it->is_object() ? *it : kNone;
}

ServerError ParseServerError(std::string_view body) {
  const json parsed = json::parse(body, nullptr, false);
  if (!parsed.is_object()) return {};
  ServerError error = ErrorIn(parsed);
  if (error.message.empty()) error.message = TextOf(parsed, "message");  // vLLM before 0.9.
  if (error.message.empty()) error.message = TextOf(parsed, "detail");   // FastAPI.
  return error;
}

void AnswerReader::TakeEvent(std::string_view data) {
  const json event = json::parse(data, nullptr, false);
  if (!event.is_object()) {
    garbled_ = true;
    return;
  }
  ++events_;
  if (ServerError error = ErrorIn(event); !error.message.empty()) error_ = std::move(error);
  Take(event);
}

void AnswerReader::Add(const std::string& text, bool is_thought) {
  if (text.empty()) return;
  if (!is_thought) answer_.text += text;
  if (guard_.Feed(text)) circles_ = true;
  ++pieces_;
  if (on_piece_) on_piece_(pieces_);
}

Result<ChatAnswer> AnswerReader::Finish(const HttpResponse& response) {
  if (!circles_) TakeBytes("\n");  // Some servers end the last line with the connection.
  if (events_ == 0 && !ended_) {
    // A server that does not stream answers with one object.
    const json whole = json::parse(response.body, nullptr, false);
    if (whole.is_object()) error_ = ErrorIn(whole);
    if (error_.message.empty() && (!whole.is_object() || !TakeWhole(whole))) {
      if (garbled_ && response.content_type.find("html") == std::string::npos) {
        return Fail(Infrastructure("the server's stream is no JSON"));
      }
      return Fail(BadInput(fmt::format("the server's answer ({}) is no chat completion: {}",
                                       response.content_type.empty() ? "no content type" : response.content_type,
                                       response.body.substr(0, 120)),
                           UrlHint()));
    }
    ended_ = true;
  }
  if (!error_.message.empty()) return Fail(Infrastructure("the server broke off: " + error_.message));
  if (garbled_) return Fail(Infrastructure("the server's stream is no JSON"));
  if (circles_) {
    answer_.finish_reason = "repetition";
  } else if (!ended_ && answer_.finish_reason.empty()) {
    return Fail(Infrastructure(fmt::format("the answer broke off after {} pieces", pieces_)));
  } else if (!has_choice_) {
    return Fail(Infrastructure("the server's answer holds no choice"));
  }
  if (answer_.completion_tokens == 0) answer_.completion_tokens = pieces_;
  return answer_;
}

}  // namespace autopilot
