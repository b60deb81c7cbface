#pragma once

/// What all providers that talk HTTP share: retries, the window guard, the schema that a server refuses, keys that
/// nobody sees. A wire format (openai_provider, anthropic_provider, ollama_provider) says how a request looks and how
/// its answer is read.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "llm/answer_reader.h"
#include "llm/http_client.h"
#include "llm/prices.h"
#include "llm/provider.h"

namespace autopilot {

/// Called while a reply arrives: tokens so far, and seconds since the first of them.
using ProgressHook = std::function<void(int completion_tokens, double seconds)>;

struct HttpChatOptions {
  std::string name;                      ///< "openai", "local", ...
  std::string base_url;                  ///< No slash at the end.
  std::string model;                     ///< As the server calls it.
  std::string key;                       ///< Sent, never printed; empty: none.
  std::string key_variable;              ///< Where the key comes from, for error messages.
  int context_window = 0;                ///< 0: unknown.
  int thinking_tokens = 0;               ///< As Provider::thinking_tokens.
  bool writes_functions = false;         ///< As Provider::writes_functions.
  std::vector<std::string> omit;         ///< Request fields that the model rejects.
  std::optional<Price> price = Price();  ///< Zero for a local server; empty: not known.
  int tries = 4;                         ///< Of one request, transport failures only.
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds total_timeout{600'000};
};

class HttpChatProvider : public Provider {
 public:
  /// No connection, timeouts, 408, 429, 5xx and answers that broke off are tried again after 1, 2, 4 s or what
  /// Retry-After asks. A schema that the server refuses is left out from then on: who asks validates anyway.
  Result<ChatReply> Complete(const ChatRequest& request) final;
  std::string name() const override { return options_.name; }
  std::string model() const override { return options_.model; }
  int context_window() const override { return options_.context_window; }
  bool writes_functions() const override { return options_.writes_functions; }
  std::optional<Price> price() const override { return options_.price; }
  int thinking_tokens() const override { return options_.thinking_tokens; }

 protected:
  /// `clock` outlives the provider.
  HttpChatProvider(HttpChatOptions options, std::unique_ptr<HttpClient> http, Clock& clock, ProgressHook progress);

  struct Call {
    std::string url;
    std::string body;
  };
  /// The request on the wire, without its schema if that is empty.
  virtual Result<Call> MakeCall(const ChatRequest& request) = 0;
  virtual std::unique_ptr<AnswerReader> MakeReader(std::function<void(int)> on_piece) const = 0;
  /// How the key goes with a request.
  virtual void AddKey(HttpRequest& request) const { request.bearer_key = options_.key; }
  /// The models that the server has, or none if it does not say.
  virtual std::vector<std::string> ServedModels() = 0;
  /// What to do about a model that the server does not have.
  virtual std::string MissingModelCure(const std::vector<std::string>& served) const;
  /// Tokens that a whole prompt has at least, by the server's own tokenizer; 0 if it has none.
  virtual int LeastPromptTokens(const ChatRequest& request);
  /// The window that the server worked with, for a reply that just came; 0: unknown.
  virtual int WindowUsed() { return options_.context_window; }

  HttpRequest MakeHttpRequest(const std::string& url, std::string body) const;
  /// A small JSON question beside the chat; a discarded value if there is no answer. `body` empty: GET.
  nlohmann::json AskBeside(const std::string& url, const std::string& body, int* status = nullptr);
  const HttpChatOptions& options() const { return options_; }
  /// The schema as JSON; kBadInput if it is none.
  static Result<nlohmann::json> SchemaOf(const ChatRequest& request);
  /// As text, whatever bytes a prompt holds.
  static std::string Dump(const nlohmann::json& value);
  /// A name of letters, digits, '_' and '-' for the schema of a step.
  static std::string SchemaName(const AttemptKey& key);

 private:
  /// One try and whether another may help.
  struct Outcome {
    Result<ChatAnswer> answer;
    bool again = false;
    double wait = -1;             ///< Seconds that the server asks to wait.
    bool may_have_cost = false;   ///< The server may have worked on it.
    bool refused_schema = false;  ///< May be the schema's fault.
  };
  Status FitWindow(ChatRequest& request);
  /// `seconds_left` 0: no limit.
  Outcome Try(const ChatRequest& request, double seconds_left);
  /// What an error of the server means. `status` 0: it came inside an answer.
  Outcome Refused(int status, const ServerError& said, const std::string& body, double retry_after);
  ChatReply MakeReply(const ChatRequest& request, ChatAnswer answer, double seconds);
  Status Wait(double seconds);
  /// Whether the server used only a part of the prompt.
  bool PromptWasCut(const ChatRequest& request, const ChatAnswer& answer);
  std::string WithoutKey(std::string text) const;
  /// Fit for an error message: without the key, on one line, short.
  std::string Clean(std::string text) const;

  HttpChatOptions options_;
  std::unique_ptr<HttpClient> http_;
  Clock* clock_;
  ProgressHook progress_;
  bool schema_refused_ = false;
};

}  // namespace autopilot
