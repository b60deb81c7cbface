#include "results/error_tables.h"

#include <algorithm>

namespace autopilot {
namespace {

void AddAll(const std::map<std::string, FailureCounts::Count>& from, std::map<std::string, FailureCounts::Count>& to) {
  for (const auto& [name, count] : from) {
    to[name].attempts += count.attempts;
    to[name].trials += count.trials;
  }
}

std::vector<ErrorProfile::Entry> Entries(const std::map<std::string, FailureCounts::Count>& counts, long long all) {
  std::vector<ErrorProfile::Entry> entries;
  for (const auto& [name, count] : counts) {
    entries.push_back(
        {name, count.attempts, static_cast<double>(count.attempts) / static_cast<double>(all), count.trials});
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const auto& a, const auto& b) { return a.attempts > b.attempts; });
  return entries;
}

}  // namespace

std::vector<ErrorProfile> ErrorProfiles(const TrialSet& set, const Pool& pool) {
  std::vector<FailureCounts> sums(pool.groups.size());
  for (std::size_t i = 0; i < set.cells.size(); ++i) {
    FailureCounts& sum = sums[pool.of_cell[i]];
    sum.judged += set.failures[i].judged;
    sum.rejected += set.failures[i].rejected;
    AddAll(set.failures[i].by_category, sum.by_category);
    AddAll(set.failures[i].by_cause, sum.by_cause);
  }
  std::vector<ErrorProfile> profiles;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const FailureCounts& sum = sums[i];
    if (sum.judged == 0) continue;
    profiles.push_back({pool.groups[i], sum.judged, sum.rejected, Entries(sum.by_category, sum.rejected),
                        Entries(sum.by_cause, sum.rejected)});
  }
  return profiles;
}

}  // namespace autopilot
