#pragma once

/// Other people's runs in the journal: `autopilot journal import`.

#include <filesystem>
#include <string>

#include "classify/cause_rules.h"
#include "classify/taxonomy.h"
#include "core/clock.h"
#include "core/json_records.h"

namespace autopilot {

struct ImportCounts {
  RecordsRead read;
  long long runs = 0;      ///< New ones.
  long long attempts = 0;  ///< New ones.
  long long already = 0;   ///< Attempts that the journal had, with the same reply.
  long long notes = 0;     ///< Spans and scores.
};

/// Imports one file as a stream. Repeating it changes nothing. Runs keep their ids; one that the journal holds already
/// gets what it lacks. Fails with kBadInput for a file without one usable record, with kInfrastructure where the
/// journal cannot be written; what was written before is whole.
Result<ImportCounts> ImportRecordedRuns(const std::filesystem::path& file, const std::filesystem::path& journal,
                                        const Clock& clock, const Taxonomy& taxonomy, CauseRules& rules);

}  // namespace autopilot
