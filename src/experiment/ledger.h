#pragma once

#include "experiment/matrix.h"
#include "protocol/budget.h"

namespace autopilot {

/// Keeps the budget of all trials together: a trial begins only if all that it may take is left beside what the running
/// ones may take. So no trial is cut by the others, and the limit holds.
class Ledger {
 public:
  /// `share` of the whole: one part of so many, for a shard.
  Ledger(const BudgetLimits& trial, const WholeBudget& whole, int share);

  /// What earlier calls of the program have spent.
  void Spent(double tokens, double usd);
  bool CanBegin(double elapsed_seconds) const;
  void Begin() { ++running_; }
  void End(double tokens, double usd);

  double tokens() const { return tokens_; }
  double usd() const { return usd_; }

 private:
  BudgetLimits trial_;
  WholeBudget whole_;
  int running_ = 0;
  double tokens_ = 0;
  double usd_ = 0;
};

}  // namespace autopilot
