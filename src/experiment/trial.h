#pragma once

/// The trials of a matrix, and the run that each of them is.

#include <filesystem>
#include <string>
#include <vector>

#include "core/status.h"
#include "engine/engine.h"
#include "experiment/matrix.h"

namespace autopilot {

/// One of so many parts of the trials: {1, 1} is all of them.
struct Shard {
  int index = 1;  ///< From 1.
  int count = 1;

  std::string ToString() const { return std::to_string(index) + "/" + std::to_string(count); }
};

/// Reads "3/8"; kBadInput for what is no shard.
Result<Shard> ParseShard(const std::string& text);

/// Which of `count` shards a run belongs to, from 1: by its id alone, so that a matrix that grows leaves every trial in
/// its shard. Parts differ as chance has it, by about the root of their size.
int ShardOf(const std::string& run, int count);

/// Where trials are run and kept.
struct TrialPlace {
  std::filesystem::path out;      ///< The workspace.
  std::filesystem::path answers;  ///< Folder of the answers that may be used again.
  Shard shard;
};

/// One trial of a matrix with loaded applications.
struct Trial {
  RunRequest request;     ///< Complete but for `resume`.
  std::size_t model = 0;  ///< Index into Matrix::models.

  const TrialRecord& record() const { return request.trial->record; }
};

/// In their order: all cells once, then all of them again, so that an experiment that is stopped has as many repeats of
/// one cell as of another. kBadInput for a trial whose recording is not there or not in order.
///
/// A trial's run has its id from experiment and cell, so the same trial is the same run wherever it is made. Its seed
/// comes from the experiment's, the application and the repeat: trials that differ in who is asked, or how, have the
/// same one, so that they can be compared in pairs and the same question is asked once. The repeats of a cell all have
/// seeds of their own.
Result<std::vector<Trial>> TrialsOf(const Matrix& matrix, const TrialPlace& place);

}  // namespace autopilot
