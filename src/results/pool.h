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

bool IsRecorded(const Group& cell);

/// By our rule; of recordings, which were never judged by it, by the paper's.
std::optional<bool> OutcomeOf(const TrialSet& set, const TrialRow& trial);

}  // namespace autopilot
