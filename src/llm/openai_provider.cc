#include "llm/openai_provider.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/interrupt.h"

namespace autopilot {
namespace {

using nlohmann::json;

constexpr double kLongestWait = 60;  // A server that asks for more is not going to help this run.

std::string Dump(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

/// Names of schemas may hold letters, digits, '_' and '-' only.
std::string SchemaName(const AttemptKey& key) {
  std::string name = key.stage + "_" + key.step;
  for (char& c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-') c = '_';
  }
  return name.substr(0, 64);
}

Result<std::string> RequestBody(const ChatRequest& request, const OpenAiOptions& options) {
  json messages = json::array();
  for (const ChatMessage& message : request.messages) {
    messages.push_back({{"role", message.role}, {"content", message.text}});
  }
  json body = {{"model", options.model},
               {"messages", std::move(messages)},
               {"temperature", request.temperature},
               {"top_p", request.top_p},
               {"seed", request.seed},
               {options.max_tokens_field, request.max_tokens},
               {"stream", true},
               {"stream_options", {{"include_usage", true}}}};
  if (!request.json_schema.empty()) {
    json schema = json::parse(request.json_schema, nullptr, false);
    if (schema.is_discarded()) {
      return Fail(BadInput(fmt::format("the schema of {}/{} is no JSON", request.key.stage, request.key.step)));
    }
    body["response_format"] = {
        {"type", "json_schema"},
        {"json_schema", {{"name", SchemaName(request.key)}, {"strict", true}, {"schema", std::move(schema)}}}};
  }
  for (const std::string& field : options.omit) body.erase(field);
  return Dump(body);
}

bool SaysContextTooSmall(const ServerError& error) {
  return error.code == "exceed_context_size_error" || error.code == "context_length_exceeded" ||
         error.message.find("context length") != std::string::npos ||
         error.message.find("context size") != std::string::npos;
}

}  // namespace

OpenAiProvider::OpenAiProvider(OpenAiOptions options, std::unique_ptr<HttpClient> http, Clock& clock,
                               ProgressHook progress)
    : options_(std::move(options)), http_(std::move(http)), clock_(&clock), progress_(std::move(progress)) {}

Result<ChatReply> OpenAiProvider::Complete(const ChatRequest& request) {
  AUTOPILOT_TRY(body, RequestBody(request, options_));
  const double start = clock_->Seconds();
  for (int tried = 1;; ++tried) {
    Outcome outcome = Try(body);
    if (outcome.answer) {
      ChatReply reply;
      reply.prompt_truncated = PromptWasCut(request, *outcome.answer);
      reply.text = std::move(outcome.answer->text);
      reply.prompt_tokens = outcome.answer->prompt_tokens;
      reply.completion_tokens = outcome.answer->completion_tokens;
      reply.usd = options_.price.Of(reply.prompt_tokens, reply.completion_tokens);
      reply.seconds = clock_->Seconds() - start;
      reply.finish_reason = std::move(outcome.answer->finish_reason);
      reply.provider = options_.name;
      reply.model = outcome.answer->model.empty() ? options_.model : outcome.answer->model;
      return reply;
    }
    Error error = std::move(outcome.answer).error();
    error.message = Clean(std::move(error.message));
    if (!outcome.again) return Fail(std::move(error));
    if (tried >= options_.tries) {
      error.message += fmt::format(" ({} tries)", tried);
      return Fail(std::move(error));
    }
    if (outcome.wait > kLongestWait) {
      error.message += fmt::format("; it asks to wait {:.0f} s", outcome.wait);
      return Fail(std::move(error));
    }
    AUTOPILOT_CHECK(Wait(std::max(outcome.wait, std::pow(2.0, tried - 1))));
  }
}

OpenAiProvider::Outcome OpenAiProvider::Try(const std::string& body) {
  double first = 0;
  ChatAnswerReader reader([&](int pieces) {
    if (pieces == 1) first = clock_->Seconds();
    if (progress_) progress_(pieces, clock_->Seconds() - first);
  });
  HttpRequest http = MakeHttpRequest(options_.base_url + "/chat/completions", body);
  http.on_data = [&](std::string_view bytes) { reader.Feed(bytes); };
  Result<HttpResponse> response = http_->Send(http);
  if (!response) {
    const bool again = response.error().kind == ErrorKind::kInfrastructure;
    return {Fail(std::move(response).error()), again};
  }
  if (response->status < 200 || response->status >= 300) return Refused(*response);
  Result<ChatAnswer> answer = reader.Finish(*response);
  const bool again = !answer && answer.error().kind == ErrorKind::kInfrastructure;
  return {std::move(answer), again};
}

OpenAiProvider::Outcome OpenAiProvider::Refused(const HttpResponse& response) {
  const ServerError said = ParseServerError(response.body);
  const std::string what = said.message.empty() ? response.body : said.message;
  const auto final = [&](Error error) -> Outcome { return {Fail(std::move(error))}; };

  if (response.status == 401 || response.status == 403) {
    const std::string source = options_.key_variable.empty() ? "the key's environment variable" : options_.key_variable;
    return final(BadInput(fmt::format("{} refuses the key ({}): {}", options_.name, response.status, what),
                          options_.key.empty()
                              ? fmt::format("put your key into {}", source)
                              : fmt::format("see that {} holds a valid key for this service", source)));
  }
  if (response.status == 404) {
    const std::string served = ServedModels();
    return final(
        BadInput(fmt::format("{} has no model '{}' at {}: {}", options_.name, options_.model, options_.base_url, what),
                 served.empty() ? "see that the base URL is right; it usually ends in /v1" : "it serves: " + served));
  }
  if (said.code == "insufficient_quota") {
    return final(Infrastructure(fmt::format("{} says that the account has no credit left: {}", options_.name, what),
                                "top up the account or take another provider"));
  }
  if (SaysContextTooSmall(said)) {
    return final(
        Infrastructure(fmt::format("the prompt does not fit the context window of {}: {}", options_.model, what),
                       "give the server a larger context, or take a model with one"));
  }
  Error error = Infrastructure(fmt::format("{} answers {}: {}", options_.name, response.status, what));
  const bool again = response.status == 408 || response.status == 429 || response.status >= 500;
  return {Fail(std::move(error)), again, response.retry_after};
}

Status OpenAiProvider::Wait(double seconds) {
  using std::chrono::milliseconds;
  for (auto left = milliseconds(static_cast<int>(seconds * 1000)); left > milliseconds(0);) {
    if (Interrupted()) return Fail({ErrorKind::kInterrupted, "interrupted", "", "", 0});
    const auto slice = std::min(left, milliseconds(100));  // So that Ctrl-C is heard at once.
    clock_->Sleep(slice);
    left -= slice;
  }
  return {};
}

bool OpenAiProvider::PromptWasCut(const ChatRequest& request, const ChatAnswer& answer) {
  const int used_tokens = answer.prompt_tokens;
  if (used_tokens == 0) return false;
  if (options_.context_window > 0 && used_tokens >= options_.context_window) return true;
  // The server's own count leaves out the chat template, so a whole prompt is never below it.
  if (const int counted = CountTokens(request); counted > 0) return used_tokens < counted;
  std::size_t bytes = 0;
  for (const ChatMessage& message : request.messages) bytes += message.text.size();
  // English and code have 3 to 4 bytes a token. A prompt of exactly 2048, 4096, ... tokens is the
  // mark of servers that cut at their window in silence, and certain where no room was left for the reply.
  const double bytes_a_token = static_cast<double>(bytes) / used_tokens;
  if (used_tokens >= 2048 && std::has_single_bit(static_cast<unsigned>(used_tokens))) {
    const bool no_room = answer.finish_reason == "length" && answer.completion_tokens < request.max_tokens;
    return no_room || bytes_a_token > 5;
  }
  return bytes_a_token > 10;
}

int OpenAiProvider::CountTokens(const ChatRequest& request) {
  int tokens = 0;
  for (const ChatMessage& message : request.messages) {
    if (options_.tokenize_url.empty()) return 0;
    HttpRequest http = MakeHttpRequest(options_.tokenize_url, Dump({{"content", message.text}}));
    http.total_timeout = std::chrono::seconds(10);
    const Result<HttpResponse> response = http_->Send(http);
    if (response && response->status == 404) options_.tokenize_url.clear();
    if (!response || response->status != 200) return 0;
    const json parsed = json::parse(response->body, nullptr, false);
    if (!parsed.is_object() || !parsed.contains("tokens") || !parsed["tokens"].is_array()) return 0;
    tokens += static_cast<int>(parsed["tokens"].size());
  }
  return tokens;
}

std::string OpenAiProvider::ServedModels() {
  HttpRequest http = MakeHttpRequest(options_.base_url + "/models", "");
  http.total_timeout = std::chrono::seconds(10);
  const Result<HttpResponse> response = http_->Send(http);
  if (!response || response->status != 200) return "";
  const json parsed = json::parse(response->body, nullptr, false);
  if (!parsed.is_object() || !parsed.contains("data") || !parsed["data"].is_array()) return "";
  std::vector<std::string> names;
  for (const json& model : parsed["data"]) {
    if (!model.is_object() || !model.contains("id") || !model["id"].is_string()) continue;
    if (names.size() == 20) {
      names.emplace_back("...");
      break;
    }
    names.push_back(model["id"].get<std::string>());
  }
  return Clean(fmt::format("{}", fmt::join(names, ", ")));
}

HttpRequest OpenAiProvider::MakeHttpRequest(const std::string& url, std::string body) const {
  HttpRequest http;
  http.url = url;
  http.body = std::move(body);
  http.bearer_key = options_.key;
  http.connect_timeout = options_.connect_timeout;
  http.total_timeout = options_.total_timeout;
  return http;
}

std::string OpenAiProvider::Clean(std::string text) const {
  if (!options_.key.empty()) {
    for (std::size_t at = 0; (at = text.find(options_.key, at)) != std::string::npos;) {
      text.replace(at, options_.key.size(), "[key]");
    }
  }
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20; }, ' ');
  constexpr std::size_t kLongest = 500;
  if (text.size() > kLongest) {
    std::size_t end = kLongest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // Not inside a character.
    text = text.substr(0, end) + "...";
  }
  return text;
}

}  // namespace autopilot
