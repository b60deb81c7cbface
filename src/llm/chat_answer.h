#pragma once

/// Reads the answer to /v1/chat/completions, streamed or whole.

#include <functional>
#include <string>
#include <string_view>

#include "llm/http_client.h"
#include "llm/sse.h"

namespace autopilot {

struct ChatAnswer {
  std::string text;
  std::string finish_reason;
  std::string model;
  int prompt_tokens = 0;      ///< 0 if the server does not say.
  int completion_tokens = 0;  ///< The number of pieces if the server does not say.
};

/// What an error body says; "" where the body has none of these.
struct ServerError {
  std::string message;
  std::string code;  ///< `code`, else `type`, e.g. "context_length_exceeded".
};
ServerError ParseServerError(std::string_view body);

/// One answer; feed it while it arrives, then call Finish once.
class ChatAnswerReader {
 public:
  /// `on_piece` gets the number of pieces (about one a token) so far.
  explicit ChatAnswerReader(std::function<void(int)> on_piece);

  void Feed(std::string_view bytes) { sse_.Feed(bytes); }

  /// `response` is the 2xx answer that was fed. Fails with kBadInput when it is no chat completion (a
  /// wrong base URL) and with kInfrastructure when it broke off or reports an error inside.
  Result<ChatAnswer> Finish(const HttpResponse& response) const;

 private:
  void TakeEvent(std::string_view data);

  std::function<void(int)> on_piece_;
  SseReader sse_;
  ChatAnswer answer_;
  int events_ = 0;
  int pieces_ = 0;
  bool done_ = false;
  bool garbled_ = false;
  std::string error_;
};

}  // namespace autopilot
