#pragma once

/// A chat server on the loopback interface that answers as a test tells it to, in any wire format.

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace autopilot {

/// One answer to a chat request.
struct FakeChatAnswer {
  int status = 200;
  std::string content_type = "text/event-stream";
  std::vector<std::string> pieces;  ///< The body, sent piece by piece.
  std::map<std::string, std::string> headers;
  bool cut = false;   ///< Close the connection after the pieces, in the middle of the body.
  bool hang = false;  ///< Say nothing more after the pieces, until the server goes.

  /// A well-formed stream of these texts, with usage.
  static FakeChatAnswer Stream(const std::vector<std::string>& texts, int prompt_tokens = 10,
                               const std::string& finish_reason = "stop");
  /// The same in Anthropic's format; `finish_reason` in its words.
  static FakeChatAnswer AnthropicStream(const std::vector<std::string>& texts, int prompt_tokens = 10,
                                        const std::string& finish_reason = "end_turn");
  /// The same in Ollama's format.
  static FakeChatAnswer OllamaStream(const std::vector<std::string>& texts, int prompt_tokens = 10,
                                     const std::string& finish_reason = "stop");
  /// One whole body.
  static FakeChatAnswer Body(int status, const std::string& body, const std::string& content_type = "application/json");
};

struct FakeChatRequest {
  std::string path;
  std::string authorization;
  std::string api_key;  ///< x-api-key.
  std::string body;
};

/// Runs in a thread of its own from construction to destruction. Thread-safe. Also answers GET
/// /v1/models and /api/tags (one model, "fake-model"), GET /health, GET /api/ps (what set_loaded_window said), and
/// POST /tokenize and /v1/messages/count_tokens (one token a word).
class FakeChatServer {
 public:
  FakeChatServer();
  ~FakeChatServer();
  FakeChatServer(const FakeChatServer&) = delete;
  FakeChatServer& operator=(const FakeChatServer&) = delete;

  /// Answers are given in order; when none is left the server answers 500.
  void Add(FakeChatAnswer answer);
  /// The context that Ollama says it loaded the model with; 0: no model is loaded.
  void set_loaded_window(int tokens);
  /// All chat requests so far: /v1/chat/completions, /v1/messages, /api/chat.
  std::vector<FakeChatRequest> requests() const;
  int port() const;
  std::string url() const;  ///< "http://127.0.0.1:PORT"

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace autopilot
