#pragma once

/// Any server that speaks OpenAI's /v1/chat/completions: OpenAI, llama-server, vLLM, LM Studio, Ollama.

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/clock.h"
#include "llm/chat_answer.h"
#include "llm/http_client.h"
#include "llm/prices.h"
#include "llm/provider.h"

namespace autopilot {

/// Called while a reply arrives: tokens so far, and seconds since the first of them.
using ProgressHook = std::function<void(int completion_tokens, double seconds)>;

struct OpenAiOptions {
  std::string name;                             ///< "openai", "local", ...
  std::string base_url;                         ///< Up to and with /v1, no slash at the end.
  std::string model;                            ///< As the server calls it.
  std::string key;                              ///< Sent, never printed; empty: none.
  std::string key_variable;                     ///< Where the key comes from, for error messages.
  int context_window = 0;                       ///< 0: unknown.
  bool writes_functions = false;                ///< As Provider::writes_functions.
  std::string tokenize_url;                     ///< llama-server's /tokenize; empty: none.
  std::string max_tokens_field = "max_tokens";  ///< Newer OpenAI models want "max_completion_tokens".
  std::vector<std::string> omit;                ///< Request fields that the model rejects.
  Price price;                                  ///< Zero for a local server.
  int tries = 4;                                ///< Of one request, transport failures only.
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds total_timeout{600'000};
};

class OpenAiProvider : public Provider {
 public:
  /// `clock` outlives the provider.
  OpenAiProvider(OpenAiOptions options, std::unique_ptr<HttpClient> http, Clock& clock, ProgressHook progress);

  /// No connection, timeouts, 408, 429 and 5xx are tried again after 1, 2, 4 s or what Retry-After asks.
  Result<ChatReply> Complete(const ChatRequest& request) override;
  std::string name() const override { return options_.name; }
  std::string model() const override { return options_.model; }
  int context_window() const override { return options_.context_window; }
  bool writes_functions() const override { return options_.writes_functions; }

 private:
  /// One request and whether another try may help.
  struct Outcome {
    Result<ChatAnswer> answer;
    bool again = false;
    double wait = -1;  ///< Seconds that the server asks to wait.
  };
  Outcome Try(const std::string& body);
  Outcome Refused(const HttpResponse& response);
  Status Wait(double seconds);
  /// Whether the server used only a part of the prompt.
  bool PromptWasCut(const ChatRequest& request, const ChatAnswer& answer);
  /// Tokens of the messages' texts by the server's own count, or 0 if it has none.
  int CountTokens(const ChatRequest& request);
  std::string ServedModels();
  HttpRequest MakeHttpRequest(const std::string& url, std::string body) const;
  /// Fit for an error message: without the key, on one line, short.
  std::string Clean(std::string text) const;

  OpenAiOptions options_;
  std::unique_ptr<HttpClient> http_;
  Clock* clock_;
  ProgressHook progress_;
};

}  // namespace autopilot
