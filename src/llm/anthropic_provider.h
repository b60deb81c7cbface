#pragma once

/// Servers that speak Anthropic's /v1/messages: Anthropic, and gateways in front of other models.

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "llm/http_chat.h"
#include "llm/sse.h"

namespace autopilot {

/// The system message goes apart; a schema becomes a tool that the model has to call, and what it calls it with is the
/// reply. `base_url` is up to and with /v1.
class AnthropicProvider : public HttpChatProvider {
 public:
  /// `clock` outlives the provider.
  AnthropicProvider(HttpChatOptions options, std::unique_ptr<HttpClient> http, Clock& clock, ProgressHook progress)
      : HttpChatProvider(std::move(options), std::move(http), clock, std::move(progress)) {}

  /// By /v1/messages/count_tokens.
  int CountTokens(const ChatRequest& request) override;

 private:
  Result<Call> MakeCall(const ChatRequest& request) override;
  std::unique_ptr<AnswerReader> MakeReader(std::function<void(int)> on_piece) const override;
  void AddKey(HttpRequest& request) const override;
  std::vector<std::string> ServedModels() override;
  /// What is counted and what is sent.
  Result<nlohmann::json> Prompt(const ChatRequest& request) const;
};

/// Reads its answer, streamed or whole. `finish_reason` is in the words of ChatReply.
class AnthropicAnswerReader : public AnswerReader {
 public:
  explicit AnthropicAnswerReader(std::function<void(int)> on_piece);

 private:
  void TakeBytes(std::string_view bytes) override { sse_.Feed(bytes); }
  void Take(const nlohmann::json& event) override;
  bool TakeWhole(const nlohmann::json& body) override;
  std::string UrlHint() const override;
  void TakeUsage(const nlohmann::json& usage);
  void TakeStopReason(const nlohmann::json& object);

  SseReader sse_;
};

}  // namespace autopilot
