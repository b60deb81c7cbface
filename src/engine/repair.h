#pragma once

/// Mending candidates without a model: `autopilot repair`. Formats: docs/formats/repair.md.

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/status.h"
#include "engine/batch.h"
#include "engine/verify.h"
#include "repair/repairer.h"

namespace autopilot {

/// One candidate, mended as far as is certain.
struct RepairResult {
  std::string id;
  std::string author;  ///< The candidate as it was judged: of a reply, the code in it.
  Repaired repaired;
};

/// Judges and mends one sketch, or the sketch in a reply. A reply that holds no certain candidate stays as it is.
Result<RepairResult> RepairOne(const VerifyCase& candidate, const RepairFacts& facts, Verifier& verifier);

/// The same for a script of DP or MC, or a reply that holds one.
Result<RepairResult> RepairScript(const VerifyCase& candidate, const std::filesystem::path& application,
                                  const VerifyOptions& options, Workshop& workshop);

/// As JudgeBatch: `jobs` threads, results in the order of the cases. What a script of a run leaves behind after its
/// repair is there for the later ones.
Status RepairBatch(const std::vector<BatchCase>& cases, const std::filesystem::path& application,
                   const VerifyOptions& options, int jobs, Workshop& workshop,
                   const std::function<Status(const RepairResult&)>& done);

/// The JSON line of one result, without the line end.
std::string RepairLine(const RepairResult& result);

}  // namespace autopilot
