#include "protocol/budget.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace autopilot {
namespace {

// Servers count the mark at a reply's end, or do not.
constexpr int kSlack = 8;

void AddCost(ChatReply& sum, const ChatReply& cost) {
  sum.prompt_tokens += cost.prompt_tokens;
  sum.completion_tokens += cost.completion_tokens;
  sum.usd += cost.usd;
}

Error Spent(std::string what, const std::string& option) {
  return {ErrorKind::kBudget, std::move(what), "raise " + option + " and go on with --resume", "", 0};
}

}  // namespace

Result<int> Budget::Reserve(int prompt_tokens, int max_tokens, const std::optional<Price>& price) {
  AUTOPILOT_CHECK(Check());
  const Price each = price.value_or(Price());
  const int least = std::min(max_tokens, kLeastReply);
  int allowed = max_tokens;
  if (limits_.tokens > 0) {
    const int left = limits_.tokens - tokens_;
    allowed = std::min(allowed, left - prompt_tokens - kSlack);
    if (allowed < least) {
      return Fail(Spent(fmt::format("{} of {} tokens are spent, and the next call may take {} for its prompt alone",
                                    tokens_, limits_.tokens, prompt_tokens),
                        "--max-tokens"));
    }
  }
  if (limits_.usd > 0) {
    const double left = limits_.usd - usd_ - each.Of(prompt_tokens, kSlack);
    if (left < each.Of(0, allowed)) {
      allowed = left > 0 && each.completion > 0 ? static_cast<int>(std::floor(left / each.completion * 1e6)) : 0;
    }
    if (allowed < least) {
      return Fail(Spent(fmt::format("{:.4f} of {:.4f} USD are spent, and the next call may cost {:.4f}", usd_,
                                    limits_.usd, each.Of(prompt_tokens, least + kSlack)),
                        "--max-usd"));
    }
  }
  reserved_ = {prompt_tokens, allowed, each};
  return allowed;
}

void Budget::Spend(const ChatReply& reply) {
  tokens_ += reply.prompt_tokens + reply.completion_tokens;
  usd_ += reply.usd;
  Compare(reply, allowance());
}

void Budget::SpendBefore(const ChatReply& reply) {
  tokens_ += reply.prompt_tokens + reply.completion_tokens;
  usd_ += reply.usd;
  seconds_before_ += reply.seconds;
}

void Budget::Compare(const ChatReply& reply, const Allowance& allowed) {
  if (!limits_calls()) return;
  const bool more = reply.completion_tokens > allowed.max_tokens + kSlack;
  if (!more && reply.prompt_tokens <= allowed.prompt_tokens) return;
  overrun_ =
      fmt::format("{}/{} reports {} tokens of prompt and {} of reply, and was allowed {} and {}", reply.provider,
                  reply.model, reply.prompt_tokens, reply.completion_tokens, allowed.prompt_tokens, allowed.max_tokens);
}

ChatReply Budget::Most() const {
  ChatReply most = Worst();
  AddCost(most, lost_);
  return most;
}

ChatReply Budget::Worst() const {
  ChatReply worst;
  worst.prompt_tokens = reserved_.prompt_tokens;
  worst.completion_tokens = reserved_.max_tokens + kSlack;
  worst.usd = reserved_.price.Of(worst.prompt_tokens, worst.completion_tokens);
  return worst;
}

void Budget::TryFailed(bool may_have_cost) {
  if (!may_have_cost) return;
  const ChatReply worst = Worst();
  tokens_ += worst.prompt_tokens + worst.completion_tokens;
  usd_ += worst.usd;
  AddCost(lost_, worst);
}

ChatReply Budget::TakeLost() { return std::exchange(lost_, ChatReply()); }

Result<int> Budget::TryAgain() { return Reserve(reserved_.prompt_tokens, reserved_.max_tokens, reserved_.price); }

Status Budget::Check() const {
  if (!overrun_.empty()) {
    return Fail({ErrorKind::kBudget, overrun_ + ": its counts cannot be relied upon, so no limit can be kept",
                 "take another provider, or begin a new run without --max-tokens and --max-usd", "", 0});
  }
  if (limits_.tokens > 0 && tokens_ >= limits_.tokens) {
    return Fail(Spent(fmt::format("{} of {} tokens are spent", tokens_, limits_.tokens), "--max-tokens"));
  }
  if (limits_.usd > 0 && usd_ >= limits_.usd) {
    return Fail(Spent(fmt::format("{:.4f} of {:.4f} USD are spent", usd_, limits_.usd), "--max-usd"));
  }
  return CheckTime();
}

Status Budget::CheckTime() const {
  if (limits_.seconds > 0 && seconds() >= limits_.seconds) {
    return Fail(Spent(fmt::format("{:.1f} of {:g} seconds are spent", seconds(), limits_.seconds), "--max-seconds"));
  }
  return {};
}

}  // namespace autopilot
