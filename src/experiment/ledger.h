#pragma once

#include <optional>

#include "core/status.h"
#include "experiment/elsewhere.h"
#include "experiment/matrix.h"
#include "protocol/budget.h"

namespace autopilot {

/// Why an experiment stops whose Ledger lets no trial begin.
inline constexpr const char* kBudgetSpent = "what is left of the budget may not be enough for one more trial";

/// Keeps the budget of all trials together: a trial begins only if all that it may take is left beside what the running
/// ones may take. So no trial is cut by the others, and the limit holds.
class Ledger {
 public:
  /// Of what is left of `matrix.whole` after `spent`, one of `parts`.
  Ledger(const Matrix& matrix, const Spending& spent, int parts);

  /// What earlier calls of the program have spent of it.
  void Spent(const Spending& spent) { spent_.Add(spent); }
  bool CanBegin(double elapsed_seconds) const;
  void Begin() { ++running_; }
  void End(const Spending& spent);

  const Spending& spent() const { return spent_; }

 private:
  BudgetLimits trial_;
  std::optional<double> tokens_;
  std::optional<double> usd_;
  double seconds_ = 0;
  int running_ = 0;
  Spending spent_;
};

/// kBadInput where the budget in so many parts would let no trial begin.
Status CheckParts(const Matrix& matrix, int parts);

}  // namespace autopilot
