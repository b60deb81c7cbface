#pragma once

/// Language models behind one interface. Implementations: openai_provider (HTTP, any compatible
/// server), local_model (starts llama-server and talks to it), replay_provider (recorded replies).

#include <optional>
#include <string>
#include <vector>

#include "core/status.h"

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

struct ChatRequest {
  AttemptKey key;
  std::vector<ChatMessage> messages;
  double temperature = 0.7;
  double top_p = 0.95;
  int max_tokens = 512;
  int seed = 0;
  std::string json_schema;  ///< If not empty, the answer is constrained to it where the provider can.
};

struct ChatReply {
  std::string text;
  int prompt_tokens = 0;
  int completion_tokens = 0;
  double usd = 0;
  double seconds = 0;
  std::string finish_reason;      ///< "stop", "length", ... as the provider says.
  bool prompt_truncated = false;  ///< The provider used fewer prompt tokens than were sent.
  std::string provider;
  std::string model;
};

/// A source of replies. Not thread-safe.
class Provider {
 public:
  virtual ~Provider() = default;
  /// Fails with kInfrastructure after its own transport retries, kInterrupted on Ctrl-C, kBadInput
  /// for a configuration that can never work (missing key, unknown model).
  virtual Result<ChatReply> Complete(const ChatRequest& request) = 0;
  virtual std::string name() const = 0;
  virtual std::string model() const = 0;
  /// Tokens of prompt plus reply that fit; 0 if unknown.
  virtual int context_window() const = 0;
  /// Whether it is strong enough to be asked for functions on whole tables and converters, as its profile or
  /// app.toml says (writes = ["functions"]).
  virtual bool writes_functions() const { return false; }
};

}  // namespace autopilot
