#pragma once

/// What a journal says of trials, as numbers: the first half of a report; the second is made of this alone.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "journal/sqlite.h"
#include "results/tables.h"

namespace autopilot {

/// How often attempts were rejected for the same: (category, root cause) -> (attempts, trials).
struct FailureCounts {
  struct Count {
    long long attempts = 0;
    int trials = 0;
  };
  long long judged = 0;  ///< Attempts that passed or were rejected.
  long long rejected = 0;
  std::map<std::string, Count> by_category;
  std::map<std::string, Count> by_cause;
};

struct TrialSet {
  std::vector<Group> cells;  ///< Sorted; those of whole runs ("run") have no failures of their own.
  std::vector<TrialRow> trials;
  std::vector<FailureCounts> failures;  ///< By cell.
  long long runs = 0;
  long long unfinished = 0;  ///< Runs.
  long long attempts = 0;    ///< Questions to models, however they ended.
};

/// The trials of the experiment; without a name those runs that belong to none. `database` is a journal of this
/// version. Fails as Statement::Step.
Result<TrialSet> ReadTrials(Database& database, const std::optional<std::string>& experiment);

/// Those that read a whole table, each from one index in its order: a journal may hold millions of rows.
std::vector<std::string_view> StatementsOverAllRuns();

/// By the parts, then in the order of a run. A strict order, so that every table is in the same one.
bool GroupBefore(const Group& a, const Group& b);

/// In the order of a run; unknown ones come before "run", by name.
bool StageBefore(const std::string& a, const std::string& b);

}  // namespace autopilot
