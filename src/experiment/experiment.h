#pragma once

/// An experiment made ready: everything that can be wrong with it is found before anything runs.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/file_lock.h"
#include "core/status.h"
#include "engine/workshop.h"
#include "experiment/elsewhere.h"
#include "experiment/matrix.h"
#include "experiment/trial.h"
#include "journal/trial_states.h"

namespace autopilot {

/// What the user asked for on the command line.
struct ExperimentRequest {
  std::filesystem::path matrix;
  std::filesystem::path out;  ///< The workspace; empty: .autopilot in the current folder.
  int jobs = 0;               ///< Workers; 0: as the matrix says.
  int processors = 1;         ///< Workers where neither says it.
  Shard shard;
  bool retry = false;               ///< Trials that ended for want of a server or tool are tried again.
  std::filesystem::path elsewhere;  ///< The file of a task of a cluster; empty: none.
  std::filesystem::path answers;    ///< Folder of answers that may be used again; empty: one of the workspace.
};

struct Experiment {
  Matrix matrix;
  std::filesystem::path out;      ///< Absolute.
  std::filesystem::path journal;  ///< Holds the experiment's row.
  std::vector<Trial> trials;      ///< Of the shard.
  Elsewhere elsewhere;
  FileLock lock;  ///< One process at a time runs it here.
};

/// Reads the matrix, checks applications, models, keys, prices, prompts and recordings, takes the lock and writes the
/// experiment into the journal. kBadInput for all that cannot be run, and for a matrix of the same name that was begun
/// as another one; nothing is written then. kInfrastructure where another process runs it here.
Result<Experiment> PrepareExperiment(const ExperimentRequest& request, Workshop& workshop);

/// So that one process at a time runs an experiment in the workspace `out`. kInfrastructure where another one does.
Result<FileLock> LockExperiment(const std::filesystem::path& out, const std::string& name, Workshop& workshop);

/// How the trials of an experiment stand.
struct TrialCounts {
  int trials = 0;
  int ended = 0;
  std::map<std::string, int> verdicts;  ///< Of those that have ended.
  double tokens = 0;
  double usd = 0;

  void Add(const TrialState& state);
  int Of(VerdictKind verdict) const;
  /// "420 pass, 110 reject, 10 infrastructure"
  std::string ToString() const;
};

}  // namespace autopilot
