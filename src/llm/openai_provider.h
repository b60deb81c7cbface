#pragma once

/// Any server that speaks OpenAI's /v1/chat/completions: OpenAI, llama-server, vLLM, LM Studio, gateways.

#include <memory>
#include <string>
#include <vector>

#include "llm/http_chat.h"

namespace autopilot {

/// `base_url` is up to and with /v1.
struct OpenAiOptions : HttpChatOptions {
  std::string tokenize_url;                     ///< llama-server's /tokenize; empty: none.
  std::string max_tokens_field = "max_tokens";  ///< Newer OpenAI models want "max_completion_tokens".
};

class OpenAiProvider : public HttpChatProvider {
 public:
  /// `clock` outlives the provider.
  OpenAiProvider(const OpenAiOptions& options, std::unique_ptr<HttpClient> http, Clock& clock, ProgressHook progress);

  int CountTokens(const ChatRequest& request) override;

 private:
  Result<Call> MakeCall(const ChatRequest& request) override;
  std::unique_ptr<AnswerReader> MakeReader(std::function<void(int)> on_piece) const override;
  std::vector<std::string> ServedModels() override;
  /// The texts of the messages alone, without what the chat template adds.
  int LeastPromptTokens(const ChatRequest& request) override;

  std::string tokenize_url_;
  std::string max_tokens_field_;
};

}  // namespace autopilot
