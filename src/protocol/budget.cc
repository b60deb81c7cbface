#include "protocol/budget.h"

#include <fmt/format.h>

namespace autopilot {

void Budget::Spend(const ChatReply& reply) {
  tokens_ += reply.prompt_tokens + reply.completion_tokens;
  usd_ += reply.usd;
}

Status Budget::Check() const {
  const auto spent = [](std::string what, std::string option) {
    return Fail({ErrorKind::kBudget, std::move(what), "raise " + option + " and go on with --resume", "", 0});
  };
  if (limits_.tokens > 0 && tokens_ >= limits_.tokens) {
    return spent(fmt::format("{} of {} tokens are spent", tokens_, limits_.tokens), "--max-tokens");
  }
  if (limits_.usd > 0 && usd_ >= limits_.usd) {
    return spent(fmt::format("{:.4f} of {:.4f} USD are spent", usd_, limits_.usd), "--max-usd");
  }
  if (limits_.seconds > 0 && seconds() >= limits_.seconds) {
    return spent(fmt::format("{:.0f} of {:.0f} seconds are spent", seconds(), limits_.seconds), "--max-seconds");
  }
  return {};
}

}  // namespace autopilot
