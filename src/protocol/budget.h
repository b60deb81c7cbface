#pragma once

#include <optional>
#include <string>

#include "core/clock.h"
#include "core/status.h"
#include "llm/provider.h"

namespace autopilot {

/// Limits of one run; zero means none.
struct BudgetLimits {
  int tokens = 0;  ///< Prompt and completion together.
  double usd = 0;
  double seconds = 0;
  int attempts_a_step = 5;
};

/// The most that one call may take.
struct Allowance {
  int prompt_tokens = 0;
  int max_tokens = 0;  ///< Of its reply.
};

/// Counts what a run spends and says when to stop. Tokens and money are reserved before each call at the worst that
/// it can cost, so they are never exceeded. A provider that reports more than a call was allowed ends the run: nothing
/// that it says about cost can be relied upon.
class Budget : public CallMeter {
 public:
  Budget(BudgetLimits limits, const Clock& clock) : limits_(limits), clock_(&clock), start_(clock.Seconds()) {}

  /// Whether tokens or money are limited.
  bool limits_calls() const { return limits_.tokens > 0 || limits_.usd > 0; }
  /// Reserves a call of at most `prompt_tokens` whose reply may have `max_tokens`. Returns how many it may have, which
  /// may be fewer; kBudget where they would be too few to be of use. A price that is not known counts as zero.
  Result<int> Reserve(int prompt_tokens, int max_tokens, const std::optional<Price>& price);
  /// What the last call was allowed by Reserve.
  Allowance allowance() const { return {reserved_.prompt_tokens, reserved_.max_tokens}; }
  /// What the reserved call may cost as long as nobody knows better, with the tries of it that were lost.
  ChatReply Most() const;
  /// What the reserved call has cost in the end.
  void Spend(const ChatReply& reply);
  /// What tries that brought no reply may have cost since this was last asked.
  ChatReply TakeLost();
  /// What an attempt has cost that was made before the run was cut off: limits are of the whole run.
  void SpendBefore(const ChatReply& reply);
  /// Ends the run as Spend does if the reply cost more than it was allowed: what it was had from is asked once more.
  void Compare(const ChatReply& reply, const Allowance& allowed);

  void TryFailed(bool may_have_cost) override;
  Result<int> TryAgain() override;

  /// kBudget, naming the limit that is spent, or ok.
  Status Check() const;
  /// The same of time alone, which passes also where nobody is asked.
  Status CheckTime() const;
  const BudgetLimits& limits() const { return limits_; }
  /// With those of tries that brought no reply and may have cost, at their worst.
  int tokens() const { return tokens_; }
  double usd() const { return usd_; }
  double seconds() const { return clock_->Seconds() - start_ + seconds_before_; }
  /// What the provider reported beyond what it was allowed; empty if it did not.
  const std::string& overrun() const { return overrun_; }

 private:
  /// What one try of the reserved call may cost.
  ChatReply Worst() const;

  struct Call {
    int prompt_tokens = 0;
    int max_tokens = 0;
    Price price;
  };
  BudgetLimits limits_;
  const Clock* clock_;
  double start_;
  int tokens_ = 0;
  double usd_ = 0;
  double seconds_before_ = 0;
  Call reserved_;
  ChatReply lost_;
  std::string overrun_;
};

}  // namespace autopilot
