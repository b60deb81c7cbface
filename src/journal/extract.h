#pragma once

/// A part of a journal as a journal of its own.

#include <filesystem>
#include <string>
#include <vector>

#include "core/status.h"

namespace autopilot {

/// What the new journal holds.
struct ExtractedJournal {
  std::vector<std::string> runs;  ///< Ids, sorted.
  long long attempts = 0;
};

/// Writes the runs of an experiment (with it and its trials), or else one run by its whole id, with everything that
/// belongs to them, into `out`, which must not exist. What `source` held when it began is copied, also while others
/// write to it. kBadInput for a run or experiment that is not there.
Result<ExtractedJournal> ExtractRun(const std::filesystem::path& source, const std::string& run,
                                    const std::filesystem::path& out);
Result<ExtractedJournal> ExtractExperiment(const std::filesystem::path& source, const std::string& experiment,
                                           const std::filesystem::path& out);

}  // namespace autopilot
