#include "gate/reply_gate.h"

#include <fmt/format.h>

namespace autopilot {

ReplyAnswer CheckReply(const std::string& reply, Wanted wanted, const ReplyFacts& facts) {
  ReplyAnswer result;
  // Whatever stands in the reply: it answers a question of which the model never saw the whole.
  if (facts.context_window > 0 && facts.prompt_tokens >= facts.context_window) {
    Finding finding;
    finding.rule = "reply/prompt-truncated";
    finding.root_cause = "prompt_truncated";
    finding.message =
        fmt::format("the prompt fills the window of {} tokens: the provider has cut it", facts.context_window);
    finding.next = "raise the provider's context window";
    result.answer.findings.push_back(std::move(finding));
    result.answer.verdict = VerdictKind::kInfrastructure;
    return result;
  }
  Extraction extraction = Extract(reply, wanted, facts.finish_reason);
  result.answer.findings = std::move(extraction.findings);
  if (extraction.code.empty()) {
    result.answer.verdict = VerdictKind::kReject;
    result.refused = std::move(extraction.refused);
    return result;
  }
  result.code = std::move(extraction.code);
  return result;
}

}  // namespace autopilot
