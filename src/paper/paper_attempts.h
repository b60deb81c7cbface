#pragma once

/// One step of the study's protocol: ask, let its rule decide, ask again with the last code and its error.

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "core/status.h"
#include "finding/finding.h"
#include "paper/paper_rules.h"
#include "stage/stage.h"

namespace autopilot {

struct PaperStep {
  std::string stage;   ///< "dp", "mc", "sg".
  std::string step;    ///< Of the key that recordings are found by.
  std::string prompt;  ///< "paper/mc"
  nlohmann::json facts;
  std::string tag;       ///< Of the code block that is asked for: "python".
  bool feedback = true;  ///< A retry shows the last code and its error.
  int reply_tokens = 3000;
};

/// What came of one reply.
struct PaperAttempt {
  std::string candidate;  ///< As it goes into the journal; empty where the reply holds none.
  Verdict verdict;        ///< Ours; it decides nothing here.
  bool accepted = false;  ///< By the study's rule.
  std::string error;      ///< What the study tells the model where it does not accept.
};

struct PaperOutcome {
  PaperAttempt last;  ///< The accepted one, or the last of all.
  int attempts = 0;
};

/// Judges the text of a reply, which has no reasoning in it. An error ends the run.
using JudgeReply = std::function<Result<PaperAttempt>(const std::string& text, const ChatReply& reply)>;

/// Asks until a reply is accepted or the attempts are spent. No history: a retry is the task again with the last code
/// and its error. What is wrong with the provider is no attempt's fault and is not asked again: it fails as
/// Dialogue::Ask does. Each verdict in the journal has a note of what the study's rule says.
Result<PaperOutcome> AskInAttempts(StageContext& context, const PaperRules& rules, const PaperStep& step,
                                   const JudgeReply& judge);

/// The verdict on a reply without the code or object that was asked for.
PaperAttempt NothingUsable(const StageContext& context, const std::string& root_cause, const std::string& message);

/// A decision of the model, as the stage's result and the journal have it.
Decision PaperDecision(const PaperStep& step, const std::string& choice, const PaperOutcome& outcome);

}  // namespace autopilot
