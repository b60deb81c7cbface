#pragma once

/// Failures of one log, counted both ways: as the published figure files them, and by what caused them.

#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include "classify/cause_rules.h"
#include "classify/log_entry.h"
#include "classify/taxonomy.h"
#include "core/json_records.h"

namespace autopilot {

struct FailureTally {
  std::string file;
  RecordsRead read;
  long long passed = 0;                         ///< Records of what went well.
  long long not_counted = 0;                    ///< Pieces of compiler output, interruptions: no part of the figure.
  long long kept = 0;                           ///< Entries of the figure.
  std::map<std::string, long long> categories;  ///< Of the kept entries.

  long long faults = 0;  ///< Failures with a cause, the unexplained and the silent ones included.
  std::map<std::string, long long> causes;
  long long unexplained = 0;
  long long silent = 0;  ///< Recorded as failed without a word; the figure cannot see them.
  /// "the end of a run" -> category -> how often the figure counts such a line as an error of its own.
  std::map<std::string, std::map<std::string, long long>> again;
  /// (category, root cause) -> count. Category "none": the study's tooling could not see it; cause "(...)": not one.
  std::map<std::pair<std::string, std::string>, long long> table;
  std::map<std::string, long long> cut_symptoms;  ///< What the replies to cut prompts alone would be blamed for.
};

/// Category of what the figure does not count.
inline constexpr const char* kNoCategory = "none";

/// Adds one record. `taxonomy` and `rules` are those of the whole reading.
void Count(const LogEntry& entry, const Taxonomy& taxonomy, CauseRules& rules, FailureTally& tally);

/// Reads and counts a file. kBadInput, naming what was found instead, for a file without a single usable record.
Result<FailureTally> CountFailures(const std::filesystem::path& file, const Taxonomy& taxonomy, CauseRules& rules);

}  // namespace autopilot
