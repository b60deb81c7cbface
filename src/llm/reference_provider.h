#pragma once

#include "llm/provider.h"

namespace autopilot {

/// No model at all: stages see by its name that nobody can be asked, and write everything themselves.
class ReferenceProvider : public Provider {
 public:
  static constexpr const char* kName = "reference";

  Result<ChatReply> Complete(const ChatRequest& request) override {
    return Fail(BadInput("there is no model to ask for " + request.key.stage + "/" + request.key.step,
                         "choose a provider with --provider"));
  }
  std::string name() const override { return kName; }
  std::string model() const override { return "none"; }
  int context_window() const override { return 0; }
};

}  // namespace autopilot
