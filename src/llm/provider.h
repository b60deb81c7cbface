#pragma once

/// Language models behind one interface. Implementations: openai_provider, anthropic_provider and
/// ollama_provider (HTTP, on http_chat), local_model (starts llama-server and talks to it), replay_provider
/// (recorded replies), reference_provider (nobody).

#include <optional>
#include <string>
#include <vector>

#include "core/status.h"
#include "llm/prices.h"

namespace autopilot {

struct ChatMessage {
  std::string role;  ///< "system", "user" or "assistant".
  std::string text;
};

/// Which attempt asks; recordings are keyed by it.
struct AttemptKey {
  std::string stage;  ///< "dp", "mc", "sg".
  std::string step;   ///< Operation, decision or piece, e.g. "features".
  int attempt = 1;    ///< 1-based within the step.
};

/// Fewer tokens than these hold no function worth asking for (measured: 55 to 90 a function of a sketch). Where
/// window or budget leave less, nothing is asked; a request for less than this is served with less.
inline constexpr int kLeastReply = 128;

/// Whoever pays for the tries of one request. A provider that sends a request again tells it, and asks.
class CallMeter {
 public:
  virtual ~CallMeter() = default;
  /// A try has brought no reply. `may_have_cost`: the server had the request, so it may have worked on it.
  virtual void TryFailed(bool may_have_cost) = 0;
  /// The max_tokens of another try of the same request; kBudget where none can be paid for.
  virtual Result<int> TryAgain() = 0;
};

struct ChatRequest {
  AttemptKey key;
  std::vector<ChatMessage> messages;
  double temperature = 0.7;
  double top_p = 0.95;
  int max_tokens = 512;
  int seed = 0;
  std::string json_schema;     ///< If not empty, the answer is constrained to it where the provider can.
  CallMeter* meter = nullptr;  ///< Null: tries cost nothing that anybody counts. Outlives the call.
  double seconds = 0;          ///< For all tries together; kBudget when they are over. 0: no limit.
};

struct ChatReply {
  std::string text;
  int prompt_tokens = 0;
  int completion_tokens = 0;
  double usd = 0;
  double seconds = 0;
  /// "stop", "length", "repetition" (stopped here, since it ran in circles), else as the provider says.
  std::string finish_reason;
  bool prompt_truncated = false;  ///< The provider used fewer prompt tokens than were sent.
  std::string provider;
  std::string model;
};

/// A source of replies. Not thread-safe.
class Provider {
 public:
  virtual ~Provider() = default;
  /// Fails with kInfrastructure after its own transport retries or when prompt and reply do not fit the
  /// window, kInterrupted on Ctrl-C, kBadInput for a configuration that can never work (missing key,
  /// unknown model), kBudget when the request's meter pays for no further try.
  virtual Result<ChatReply> Complete(const ChatRequest& request) = 0;
  virtual std::string name() const = 0;
  virtual std::string model() const = 0;
  /// Tokens of prompt plus reply that fit; 0 if unknown.
  virtual int context_window() const = 0;
  /// Whether it is strong enough to be asked for functions on whole tables and converters, as its profile or
  /// app.toml says (writes = ["functions"]).
  virtual bool writes_functions() const { return false; }
  /// What tokens cost; empty: not known.
  virtual std::optional<Price> price() const { return Price(); }
  /// Whether a call that was cut off may have cost something all the same.
  virtual bool costs_unseen() const { return true; }
  /// Tokens beyond those of the answer that the model needs for thinking, to be added to max_tokens.
  virtual int thinking_tokens() const { return 0; }
  /// Tokens of the prompt, at most, by the server's own tokenizer; 0 where it has none. May talk to the server.
  virtual int CountTokens(const ChatRequest& request) {
    static_cast<void>(request);
    return 0;
  }
};

}  // namespace autopilot
