#pragma once

/// What others recorded, as the journal's own records. Shapes: docs/formats/journal.md, "Import".

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "classify/cause_rules.h"
#include "classify/taxonomy.h"
#include "journal/journal.h"

namespace autopilot {

/// One question and its answer, with the run that it belongs to.
struct RecordedAttempt {
  RunRecord run;  ///< id, name, options, started.
  AttemptRecord attempt;
  bool numbered = false;   ///< The recording says which attempt it is.
  std::string run_status;  ///< "success", "failed", or empty.
};

/// What one record of a file holds: attempts, and notes of other things that happened (spans, scores).
struct Recorded {
  std::vector<RecordedAttempt> attempts;
  std::vector<StepRecord> notes;
  std::vector<RunRecord> runs;  ///< Runs that are named without an attempt.
};

/// Reads one line of a corpus of attempts or sketches, or a trace, an observation or a score of Langfuse (API,
/// download from the page, export to a bucket). kBadInput, saying what it is instead, for anything else.
/// A recorded failure is judged by `rules` and `taxonomy` from its words; the verdict is the recorded one.
Result<Recorded> ReadRecorded(const nlohmann::json& object, const Taxonomy& taxonomy, CauseRules& rules);

}  // namespace autopilot
