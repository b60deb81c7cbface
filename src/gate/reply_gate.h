#pragma once

/// The first gate: one whole candidate out of a reply. It makes the text that the other gates judge.

#include <string>

#include "finding/root_causes.h"
#include "gate/gate.h"
#include "reply/extract.h"

namespace autopilot {

/// What is known of a reply beside its text; zero or empty where unknown.
struct ReplyFacts {
  std::string finish_reason;
  int prompt_tokens = 0;
  int context_window = 0;
};

struct ReplyAnswer {
  std::string code;     ///< Empty unless the verdict is pass.
  std::string refused;  ///< As Extraction::refused.
  GateAnswer answer;
};

/// A prompt that fills the whole window was cut by the provider: that is infrastructure, not the model.
ReplyAnswer CheckReply(const std::string& reply, Wanted wanted, const ReplyFacts& facts);

}  // namespace autopilot
