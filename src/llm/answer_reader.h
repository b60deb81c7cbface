#pragma once

/// One answer of a chat server, read while it arrives. What is common to all wire formats; each format says how one of
/// its JSON objects is taken.

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "llm/http_client.h"
#include "llm/repetition.h"

namespace autopilot {

struct ChatAnswer {
  std::string text;
  std::string finish_reason;  ///< As ChatReply::finish_reason.
  std::string model;
  int prompt_tokens = 0;      ///< 0 if the server does not say.
  int completion_tokens = 0;  ///< The number of pieces if the server does not say.
};

/// What an error body says; "" where the body has none of these.
struct ServerError {
  std::string message;
  std::string code;  ///< `code`, else `type`, e.g. "context_length_exceeded", "overloaded_error", "402".
};
ServerError ParseServerError(std::string_view body);

/// Feed it while the answer arrives, then call Finish once.
class AnswerReader {
 public:
  /// `on_piece` gets the number of pieces (about one a token) so far.
  explicit AnswerReader(std::function<void(int)> on_piece) : on_piece_(std::move(on_piece)) {}
  virtual ~AnswerReader() = default;

  /// False once the reply runs in circles: the rest is not worth waiting for.
  bool Feed(std::string_view bytes) {
    TakeBytes(bytes);
    return !circles_;
  }

  /// `response` is the 2xx answer that was fed. Fails with kBadInput when it is no answer of this format (a wrong
  /// base URL) and with kInfrastructure when it broke off, holds no choice or reports an error inside.
  Result<ChatAnswer> Finish(const HttpResponse& response);

  /// The error that the server reported inside its answer; empty if it did not.
  const ServerError& server_error() const { return error_; }

 protected:
  /// Cuts bytes into events, and calls TakeEvent for each.
  virtual void TakeBytes(std::string_view bytes) = 0;
  /// One object of a stream.
  virtual void Take(const nlohmann::json& event) = 0;
  /// An answer that was not streamed; false: it is none.
  virtual bool TakeWhole(const nlohmann::json& body) = 0;
  /// How the base URL should look, for whoever has a wrong one.
  virtual std::string UrlHint() const = 0;

  void TakeEvent(std::string_view data);
  /// Text of the reply; `is_thought`: thinking, which costs tokens and is no part of the answer.
  void Add(const std::string& text, bool is_thought);
  /// The stream has come to its regular end.
  void End() { ended_ = true; }
  /// There is an answer, be it empty.
  void HasChoice() { has_choice_ = true; }

  ChatAnswer answer_;

 private:
  std::function<void(int)> on_piece_;
  RepetitionGuard guard_;
  ServerError error_;
  int events_ = 0;
  int pieces_ = 0;
  bool ended_ = false;
  bool has_choice_ = false;
  bool garbled_ = false;
  bool circles_ = false;
};

/// Reading JSON of servers, which send null, or leave out, what they have nothing to say about.
std::string TextOf(const nlohmann::json& object, const char* key);
int CountOf(const nlohmann::json& object, const char* key);
/// An empty object if there is none.
const nlohmann::json& PartOf(const nlohmann::json& object, const char* key);

}  // namespace autopilot
