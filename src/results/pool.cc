#include "results/pool.h"

#include <map>

#include "statistics/share.h"

namespace autopilot {

Pool PoolTrials(const TrialSet& set, const std::vector<Part>& kept) {
  struct Before {
    bool operator()(const Group& a, const Group& b) const { return GroupBefore(a, b); }
  };
  const auto pooled = [&](const Group& cell) {
    Group group = {kAny, kAny, kAny, kAny, kAny, cell.stage};
    for (const Part part : kept) group.*part = cell.*part;
    return group;
  };
  std::map<Group, std::size_t, Before> numbers;
  for (const Group& cell : set.cells) numbers.emplace(pooled(cell), 0);
  Pool pool;
  for (auto& [group, number] : numbers) {
    number = pool.groups.size();
    pool.groups.push_back(group);
  }
  for (const Group& cell : set.cells) pool.of_cell.push_back(numbers.at(pooled(cell)));
  pool.trials.resize(pool.groups.size());
  for (std::size_t i = 0; i < set.trials.size(); ++i) pool.trials[pool.of_cell[set.trials[i].cell]].push_back(i);
  return pool;
}

bool IsRecorded(const Group& cell) { return cell.protocol.starts_with("recorded"); }

std::optional<bool> OutcomeOf(const TrialSet& set, const TrialRow& trial) {
  return IsRecorded(set.cells[trial.cell]) ? trial.paper : trial.ours;
}

Share MakeShare(int passed, int counted, double confidence) {
  const Interval interval = WilsonInterval(passed, counted, confidence);
  return {counted, passed, counted == 0 ? 0 : static_cast<double>(passed) / counted, interval.low, interval.high};
}

Share ShareOf(const TrialSet& set, const std::vector<std::size_t>& trials, Rule rule, double confidence) {
  int counted = 0;
  int passed = 0;
  for (const std::size_t i : trials) {
    const std::optional<bool>& outcome = set.trials[i].*rule;
    if (!outcome) continue;
    ++counted;
    if (*outcome) ++passed;
  }
  return MakeShare(passed, counted, confidence);
}

}  // namespace autopilot
