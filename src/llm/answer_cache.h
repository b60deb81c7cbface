#pragma once

/// Answers that were given before: to the same question, put in the same way, by the same repeat of an experiment.

#include <filesystem>
#include <memory>
#include <string>

#include "llm/provider.h"

namespace autopilot {

/// Asks `inner` only what has no answer in a folder yet. An answer is found by all that changes it: provider, model,
/// address, messages, parameters (seed and schema among them) and the repeat. So repeats stay independent of each
/// other, even where a model ignores the seed. Any number of processes may use the folder at once. The reply to a
/// prompt that was cut answers another question, and is not kept: a server with a larger window may be asked again.
///
/// An answer that is found has the tokens, seconds and money of when it was given: what it costs does not hang on
/// which of two runs came first.
class CachingProvider : public Provider {
 public:
  /// `address` tells servers of the same name, and ways to speak to them, apart; may be empty.
  CachingProvider(std::unique_ptr<Provider> inner, std::filesystem::path folder, std::string address, int repeat);

  Result<ChatReply> Complete(const ChatRequest& request) override;
  std::string name() const override { return inner_->name(); }
  std::string model() const override { return inner_->model(); }
  int context_window() const override { return inner_->context_window(); }
  bool writes_functions() const override { return inner_->writes_functions(); }
  std::optional<Price> price() const override { return inner_->price(); }
  bool costs_unseen() const override { return inner_->costs_unseen(); }
  int thinking_tokens() const override { return inner_->thinking_tokens(); }
  int CountTokens(const ChatRequest& request) override { return inner_->CountTokens(request); }

 private:
  std::filesystem::path FileOf(const ChatRequest& request) const;

  std::unique_ptr<Provider> inner_;
  std::filesystem::path folder_;
  std::string address_;
  int repeat_;
};

}  // namespace autopilot
