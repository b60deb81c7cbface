#include "experiment/ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace autopilot {

Ledger::Ledger(const Matrix& matrix, const Spending& spent, int parts)
    : trial_(matrix.trial), seconds_(matrix.whole.seconds) {
  if (matrix.whole.tokens > 0) tokens_ = (matrix.whole.tokens - spent.tokens) / parts;
  if (matrix.whole.usd > 0) usd_ = (matrix.whole.usd - spent.usd) / parts;
}

bool Ledger::CanBegin(double elapsed_seconds) const {
  const int trials = running_ + 1;
  if (tokens_ && spent_.tokens + trials * static_cast<double>(trial_.tokens) > *tokens_) return false;
  if (usd_ && spent_.usd + trials * trial_.usd > *usd_) return false;
  return seconds_ <= 0 || elapsed_seconds + trial_.seconds <= seconds_;
}

void Ledger::End(const Spending& spent) {
  --running_;
  Spent(spent);
}

Status CheckParts(const Matrix& matrix, int parts) {
  double most = parts;
  if (matrix.whole.tokens > 0) most = std::min(most, std::floor(matrix.whole.tokens / matrix.trial.tokens));
  if (matrix.whole.usd > 0) most = std::min(most, std::floor(matrix.whole.usd / matrix.trial.usd));
  if (most >= parts) return {};
  return Fail(BadInput(fmt::format("an N-th of [budget] is less than what a trial may take, in {} shards", parts),
                       fmt::format("ask for {} shards at most, lower [budget.trial], or raise [budget]", most))
                  .At(matrix.file.string()));
}

}  // namespace autopilot
