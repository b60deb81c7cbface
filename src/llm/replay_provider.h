#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <tuple>

#include "llm/provider.h"

namespace autopilot {

/// Answers from a recording: a JSONL file as `autopilot journal export` prints it, one reply a line,
/// found by stage, step and attempt. Tokens, model and provider are those of the recording; no money.
class ReplayProvider : public Provider {
 public:
  /// Fails with kBadInput naming file and line for a line that is no reply or whose key was there before.
  static Result<std::unique_ptr<ReplayProvider>> Load(const std::filesystem::path& file);

  /// Fails with kInfrastructure when the recording has no reply for the key.
  Result<ChatReply> Complete(const ChatRequest& request) override;
  std::string name() const override { return "replay"; }
  std::string model() const override { return model_; }
  int context_window() const override { return 0; }
  bool costs_unseen() const override { return false; }
  /// As it was when the recording was made: the same questions are to be asked.
  bool writes_functions() const override { return writes_functions_; }

 private:
  std::filesystem::path file_;
  std::map<std::tuple<std::string, std::string, int>, ChatReply> replies_;
  std::string model_ = "recorded";
  bool writes_functions_ = false;
};

}  // namespace autopilot
