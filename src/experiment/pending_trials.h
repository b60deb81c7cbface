#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "experiment/experiment.h"

namespace autopilot {

/// The trials that are left, by model, each in its order.
class PendingTrials {
 public:
  /// A server that let so many trials down, one after the other, is not there.
  static constexpr int kMostFailures = 5;

  /// `experiment` outlives it.
  explicit PendingTrials(const Experiment& experiment)
      : experiment_(experiment), left_(experiment.matrix.models.size()) {}

  void Add(std::size_t trial) { left_[ModelOf(trial)].push_back(trial); }
  std::size_t size() const;
  /// The first one whose model may be asked.
  std::optional<std::size_t> Take();
  /// `failed`: for want of a server or tool.
  void End(std::size_t trial, bool failed);
  /// The name of a model that is asked no more though trials of it are left; empty: there is none.
  std::string GivenUp() const;

 private:
  std::size_t ModelOf(std::size_t trial) const { return experiment_.trials[trial].model; }
  bool FailsAlways(std::size_t model) const;
  bool MayAsk(std::size_t model) const;

  const Experiment& experiment_;
  std::vector<std::deque<std::size_t>> left_;
  std::map<std::size_t, int> running_;
  std::map<std::size_t, int> failures_;  ///< In a row.
};

}  // namespace autopilot
