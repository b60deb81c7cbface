#include "experiment/pending_trials.h"

namespace autopilot {

std::size_t PendingTrials::size() const {
  std::size_t count = 0;
  for (const auto& queue : left_) count += queue.size();
  return count;
}

std::optional<std::size_t> PendingTrials::Take() {
  std::optional<std::size_t> first;
  for (std::size_t model = 0; model < left_.size(); ++model) {
    if (left_[model].empty() || !MayAsk(model)) continue;
    if (!first || left_[model].front() < left_[*first].front()) first = model;
  }
  if (!first) return std::nullopt;
  const std::size_t trial = left_[*first].front();
  left_[*first].pop_front();
  ++running_[*first];
  return trial;
}

void PendingTrials::End(std::size_t trial, bool failed) {
  const std::size_t model = ModelOf(trial);
  --running_[model];
  failures_[model] = failed ? failures_[model] + 1 : 0;
}

std::string PendingTrials::GivenUp() const {
  for (std::size_t model = 0; model < left_.size(); ++model) {
    if (!left_[model].empty() && FailsAlways(model)) return experiment_.matrix.models[model].name;
  }
  return "";
}

bool PendingTrials::FailsAlways(std::size_t model) const {
  const auto found = failures_.find(model);
  return found != failures_.end() && found->second >= kMostFailures;
}

bool PendingTrials::MayAsk(std::size_t model) const {
  const int most = experiment_.matrix.models[model].at_once;
  const auto running = running_.find(model);
  return !FailsAlways(model) && (most == 0 || running == running_.end() || running->second < most);
}

}  // namespace autopilot
