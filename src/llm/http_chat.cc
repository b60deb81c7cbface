#include "llm/http_chat.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/interrupt.h"
#include "llm/token_estimate.h"

namespace autopilot {
namespace {

using nlohmann::json;

constexpr double kLongestWait = 60;  // A server that asks for more is not going to help this run.
constexpr double kLeastSeconds = 0.05;

/// Servers tell by code, type or words only.
bool SaysAny(const ServerError& error, std::initializer_list<const char*> codes,
             std::initializer_list<const char*> words) {
  return std::find(codes.begin(), codes.end(), error.code) != codes.end() ||
         std::any_of(words.begin(), words.end(),
                     [&](const char* word) { return error.message.find(word) != std::string::npos; });
}

bool SaysContextTooSmall(const ServerError& error) {
  return SaysAny(error, {"exceed_context_size_error", "context_length_exceeded", "request_too_large", "413"},
                 {"context length", "context size", "context window", "prompt is too long"});
}

bool SaysNoCredit(const ServerError& error) {
  return SaysAny(error, {"insufficient_quota", "billing_error", "402"}, {"credit balance is too low"});
}

}  // namespace

HttpChatProvider::HttpChatProvider(HttpChatOptions options, std::unique_ptr<HttpClient> http, Clock& clock,
                                   ProgressHook progress)
    : options_(std::move(options)), http_(std::move(http)), clock_(&clock), progress_(std::move(progress)) {}

Result<ChatReply> HttpChatProvider::Complete(const ChatRequest& asked) {
  ChatRequest request = asked;
  if (!request.json_schema.empty()) AUTOPILOT_CHECK(SchemaOf(request));
  if (schema_refused_) request.json_schema.clear();
  AUTOPILOT_CHECK(FitWindow(request));
  const double start = clock_->Seconds();
  const auto left = [&] { return request.seconds - (clock_->Seconds() - start); };
  for (int tried = 1;; ++tried) {
    Outcome outcome = Try(request, request.seconds > 0 ? std::max(left(), kLeastSeconds) : 0);
    if (outcome.answer) return MakeReply(request, *std::move(outcome.answer), clock_->Seconds() - start);
    Error error = std::move(outcome.answer).error();
    error.message = Clean(std::move(error.message));
    if (request.meter != nullptr) request.meter->TryFailed(outcome.may_have_cost);
    if (outcome.again && request.seconds > 0 && left() <= kLeastSeconds) {
      return Fail({ErrorKind::kBudget,
                   fmt::format("the time of the run is spent, waiting for {}: {}", name(), error.message),
                   "raise --max-seconds and go on with --resume", "", 0});
    }
    if (outcome.refused_schema && !request.json_schema.empty()) {
      request.json_schema.clear();
      schema_refused_ = true;
    } else {
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
    if (request.meter == nullptr) continue;
    AUTOPILOT_TRY(max_tokens, request.meter->TryAgain());
    request.max_tokens = std::min(request.max_tokens, max_tokens);
  }
}

Status HttpChatProvider::FitWindow(ChatRequest& request) {
  if (options_.context_window == 0) return {};
  int prompt = EstimatePromptTokens(request);
  const auto room = [&] { return options_.context_window - prompt; };
  if (room() >= request.max_tokens) return {};
  // Only now is the server's own count worth a question.
  if (const int counted = CountTokens(request); counted > 0) prompt = counted;
  if (room() < std::min(request.max_tokens, kLeastReply)) {
    return Fail(Infrastructure(
        fmt::format("the prompt does not fit the context window of {}: up to {} tokens of {}, with no room for a reply",
                    options_.model, prompt, options_.context_window),
        "give the server a larger context and say so in [provider] context_window, or take a model with one"));
  }
  request.max_tokens = std::min(request.max_tokens, room());
  return {};
}

ChatReply HttpChatProvider::MakeReply(const ChatRequest& request, ChatAnswer answer, double seconds) {
  ChatReply reply;
  reply.prompt_truncated = PromptWasCut(request, answer);
  // Some servers do not say what was used, and a reply that was stopped here came without it.
  if (answer.prompt_tokens == 0) {
    answer.prompt_tokens = EstimatePromptTokens(request);
    answer.completion_tokens = std::max(answer.completion_tokens, EstimateTokens(answer.text));
    answer.completion_tokens = std::min(answer.completion_tokens, request.max_tokens);
  }
  reply.text = WithoutKey(std::move(answer.text));
  reply.prompt_tokens = answer.prompt_tokens;
  reply.completion_tokens = answer.completion_tokens;
  reply.usd = options_.price.value_or(Price()).Of(reply.prompt_tokens, reply.completion_tokens);
  reply.seconds = seconds;
  reply.finish_reason = Clean(std::move(answer.finish_reason));
  reply.provider = options_.name;
  reply.model = answer.model.empty() ? options_.model : Clean(std::move(answer.model));
  return reply;
}

HttpChatProvider::Outcome HttpChatProvider::Try(const ChatRequest& request, double seconds_left) {
  Result<Call> call = MakeCall(request);
  if (!call) return {Fail(std::move(call).error())};
  double first = 0;
  const auto reader = MakeReader([&](int pieces) {
    if (pieces == 1) first = clock_->Seconds();
    if (progress_) progress_(pieces, clock_->Seconds() - first);
  });
  HttpRequest http = MakeHttpRequest(call->url, std::move(call->body));
  if (seconds_left > 0) {
    const std::chrono::milliseconds limit(static_cast<std::int64_t>(seconds_left * 1000));
    http.total_timeout = std::min(http.total_timeout, limit);
  }
  http.on_data = [&](std::string_view bytes) { return reader->Feed(bytes); };
  bool lost = false;
  http.on_lost = [&] { lost = true; };
  Result<HttpResponse> response = http_->Send(http);
  if (!response) {
    const bool again = response.error().kind == ErrorKind::kInfrastructure;
    return {Fail(std::move(response).error()), again, -1, lost};
  }
  if (response->status < 200 || response->status >= 300) {
    return Refused(response->status, ParseServerError(response->body), response->body, response->retry_after);
  }
  Result<ChatAnswer> answer = reader->Finish(*response);
  if (answer) return {std::move(answer)};
  if (!reader->server_error().message.empty()) {
    Outcome outcome = Refused(0, reader->server_error(), "", response->retry_after);
    outcome.may_have_cost = true;
    return outcome;
  }
  const bool again = answer.error().kind == ErrorKind::kInfrastructure;
  return {std::move(answer), again, -1, true};
}

HttpChatProvider::Outcome HttpChatProvider::Refused(int status, const ServerError& said, const std::string& body,
                                                    double retry_after) {
  const std::string what = said.message.empty() ? body : said.message;
  const auto final = [&](Error error) -> Outcome { return {Fail(std::move(error))}; };

  if (status == 401 || (status == 403 && !SaysNoCredit(said))) {
    const std::string source = options_.key_variable.empty() ? "the key's environment variable" : options_.key_variable;
    return final(BadInput(fmt::format("{} refuses the key ({}): {}", options_.name, status, what),
                          options_.key.empty()
                              ? fmt::format("put your key into {}", source)
                              : fmt::format("see that {} holds a valid key for this service", source)));
  }
  if (status == 404) {
    return final(
        BadInput(fmt::format("{} has no model '{}' at {}: {}", options_.name, options_.model, options_.base_url, what),
                 MissingModelCure(ServedModels())));
  }
  if (SaysNoCredit(said) || status == 402) {
    return final(Infrastructure(fmt::format("{} says that the account has no credit left: {}", options_.name, what),
                                "top up the account or take another provider"));
  }
  if (SaysContextTooSmall(said) || status == 413) {
    return final(
        Infrastructure(fmt::format("the prompt does not fit the context window of {}: {}", options_.model, what),
                       "give the server a larger context, or take a model with one"));
  }
  if (status == 0) return {Fail(Infrastructure("the server broke off: " + what)), true, retry_after};
  Error error = Infrastructure(fmt::format("{} answers {}: {}", options_.name, status, what));
  const bool again = status == 408 || status == 429 || status >= 500;
  return {Fail(std::move(error)), again, retry_after, false, status == 400 || status == 422};
}

Status HttpChatProvider::Wait(double seconds) {
  using std::chrono::milliseconds;
  for (auto left = milliseconds(static_cast<int>(seconds * 1000)); left > milliseconds(0);) {
    if (Interrupted()) return Fail({ErrorKind::kInterrupted, "interrupted", "", "", 0});
    const auto slice = std::min(left, milliseconds(100));  // So that Ctrl-C is heard at once.
    clock_->Sleep(slice);
    left -= slice;
  }
  return {};
}

bool HttpChatProvider::PromptWasCut(const ChatRequest& request, const ChatAnswer& answer) {
  const int used_tokens = answer.prompt_tokens;
  if (used_tokens == 0) return false;
  if (const int window = WindowUsed(); window > 0 && used_tokens >= window) return true;
  // The server's own count leaves out the chat template, so a whole prompt is never below it.
  if (const int counted = LeastPromptTokens(request); counted > 0) return used_tokens < counted;
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

int HttpChatProvider::LeastPromptTokens(const ChatRequest& request) {
  static_cast<void>(request);
  return 0;
}

std::string HttpChatProvider::MissingModelCure(const std::vector<std::string>& served) const {
  if (served.empty()) return "see that the base URL is right; it usually ends in /v1";
  constexpr std::size_t kShown = 20;
  const auto end = served.begin() + static_cast<std::ptrdiff_t>(std::min(served.size(), kShown));
  return Clean(
      fmt::format("it serves: {}{}", fmt::join(served.begin(), end, ", "), served.size() > kShown ? ", ..." : ""));
}

HttpRequest HttpChatProvider::MakeHttpRequest(const std::string& url, std::string body) const {
  HttpRequest http;
  http.url = url;
  http.body = std::move(body);
  AddKey(http);
  http.connect_timeout = options_.connect_timeout;
  http.total_timeout = options_.total_timeout;
  return http;
}

json HttpChatProvider::AskBeside(const std::string& url, const std::string& body, int* status) {
  HttpRequest http = MakeHttpRequest(url, body);
  http.total_timeout = std::chrono::seconds(10);
  const Result<HttpResponse> response = http_->Send(http);
  if (status != nullptr) *status = response ? response->status : 0;
  if (!response || response->status != 200) return json(json::value_t::discarded);
  return json::parse(response->body, nullptr, false);
}

Result<json> HttpChatProvider::SchemaOf(const ChatRequest& request) {
  json schema = json::parse(request.json_schema, nullptr, false);
  if (!schema.is_discarded()) return schema;
  return Fail(BadInput(fmt::format("the schema of {}/{} is no JSON", request.key.stage, request.key.step)));
}

std::string HttpChatProvider::Dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string HttpChatProvider::SchemaName(const AttemptKey& key) {
  std::string name = key.stage + "_" + key.step;
  for (char& c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-') c = '_';
  }
  return name.substr(0, 64);
}

std::string HttpChatProvider::WithoutKey(std::string text) const {
  if (options_.key.empty()) return text;
  for (std::size_t at = 0; (at = text.find(options_.key, at)) != std::string::npos;) {
    text.replace(at, options_.key.size(), "[key]");
  }
  return text;
}

std::string HttpChatProvider::Clean(std::string text) const {
  text = WithoutKey(std::move(text));
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
