#include "experiment/ledger.h"

namespace autopilot {

Ledger::Ledger(const BudgetLimits& trial, const WholeBudget& whole, int share) : trial_(trial), whole_(whole) {
  whole_.tokens /= share;
  whole_.usd /= share;
}

void Ledger::Spent(double tokens, double usd) {
  tokens_ += tokens;
  usd_ += usd;
}

bool Ledger::CanBegin(double elapsed_seconds) const {
  const int trials = running_ + 1;
  if (whole_.tokens > 0 && tokens_ + trials * static_cast<double>(trial_.tokens) > whole_.tokens) return false;
  if (whole_.usd > 0 && usd_ + trials * trial_.usd > whole_.usd) return false;
  return whole_.seconds <= 0 || elapsed_seconds + trial_.seconds <= whole_.seconds;
}

void Ledger::End(double tokens, double usd) {
  --running_;
  Spent(tokens, usd);
}

}  // namespace autopilot
