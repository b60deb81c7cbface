#pragma once

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

/// Counts what a run spends and says when to stop.
class Budget {
 public:
  Budget(BudgetLimits limits, const Clock& clock) : limits_(limits), clock_(&clock), start_(clock.Seconds()) {}
  void Spend(const ChatReply& reply);
  /// kBudget, naming the limit that is spent, or ok.
  Status Check() const;
  const BudgetLimits& limits() const { return limits_; }
  int tokens() const { return tokens_; }
  double usd() const { return usd_; }
  double seconds() const { return clock_->Seconds() - start_; }

 private:
  BudgetLimits limits_;
  const Clock* clock_;
  double start_;
  int tokens_ = 0;
  double usd_ = 0;
};

}  // namespace autopilot
