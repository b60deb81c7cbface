#pragma once

/// Cells taken together: the rows of a table are groups in which some parts are pooled.

#include <string>
#include <vector>

#include "results/trial_set.h"

namespace autopilot {

/// A part of a group. The stage is never pooled.
using Part = std::string Group::*;

struct Pool {
  std::vector<Group> groups;                     ///< In the order of GroupBefore; kAny where pooled.
  std::vector<std::size_t> of_cell;              ///< Cell -> its group.
  std::vector<std::vector<std::size_t>> trials;  ///< Group -> its trials, in their order.
};

/// Keeps the parts named, pools the others.
Pool PoolTrials(const TrialSet& set, const std::vector<Part>& kept);

Share MakeShare(int passed, int counted, double confidence);

/// Success by one rule: TrialRow::ours or TrialRow::paper.
using Rule = std::optional<bool> TrialRow::*;
struct NamedRule {
  const char* name;
  Rule rule;
};
inline constexpr NamedRule kRules[] = {{"ours", &TrialRow::ours}, {"paper", &TrialRow::paper}};

/// Of the trials for which the rule says something.
Share ShareOf(const TrialSet& set, const std::vector<std::size_t>& trials, Rule rule, double confidence);

/// By our rule; by the paper's where ours was not applied.
inline std::optional<bool> OutcomeOf(const TrialRow& trial) { return trial.ours ? trial.ours : trial.paper; }

}  // namespace autopilot
