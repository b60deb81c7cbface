#pragma once

/// From a journal to the tables of its report.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "core/status.h"
#include "results/tables.h"

namespace autopilot {

struct ExperimentQuery {
  /// Which experiment of the journal. Left out: the only one; where there is none, the runs that belong to none.
  std::optional<std::string> experiment;
  bool single_runs = false;         ///< The runs that belong to no experiment, whatever else is there.
  std::filesystem::path published;  ///< Folder of the published figures; empty: none beside ours.
  double confidence = 0.95;
  int bootstrap_replicates = 2000;
  std::uint64_t bootstrap_seed = 1;
};

/// The same journal and query give the same tables. Brings an older journal up to date (OpenJournalToRead). Fails with
/// kBadInput for a file that is missing or no journal of a version that is known, for an experiment that is not in it
/// (naming those that are) or not chosen among several, and for published figures that cannot be read.
Result<ExperimentTables> ReadExperiment(const std::filesystem::path& journal, const ExperimentQuery& query);

}  // namespace autopilot
