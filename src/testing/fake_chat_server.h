#pragma once

/// A chat completion server on the loopback interface that answers as a test tells it to.

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace autopilot {

/// One answer to POST /v1/chat/completions.
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
  /// One whole body.
  static FakeChatAnswer Body(int status, const std::string& body, const std::string& content_type = "application/json");
};

struct FakeChatRequest {
  std::string path;
  std::string authorization;
  std::string body;
};

/// Runs in a thread of its own from construction to destruction. Thread-safe. Also answers GET
/// /v1/models (one model, "fake-model"), GET /health, and POST /tokenize (one token a word).
class FakeChatServer {
 public:
  FakeChatServer();
  ~FakeChatServer();
  FakeChatServer(const FakeChatServer&) = delete;
  FakeChatServer& operator=(const FakeChatServer&) = delete;

  /// Answers are given in order; when none is left the server answers 500.
  void Add(FakeChatAnswer answer);
  /// All requests to /v1/chat/completions so far.
  std::vector<FakeChatRequest> requests() const;
  int port() const;
  std::string url() const;  ///< "http://127.0.0.1:PORT"

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace autopilot
