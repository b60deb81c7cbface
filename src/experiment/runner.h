#pragma once

/// Runs the trials of an experiment on worker processes of our own, so that each has its warm compilers.

#include <filesystem>
#include <string>

#include "core/status.h"
#include "engine/workshop.h"
#include "experiment/experiment.h"

namespace autopilot {

struct ExperimentOutcome {
  std::string name;
  std::filesystem::path journal;
  TrialCounts counts;   ///< Of the whole experiment, or of the shard.
  double seconds = 0;   ///< Of this call.
  int begun = 0;        ///< Trials that this call ran.
  std::string stopped;  ///< Why trials are left; empty: none are.
  int exit_code = 0;    ///< 0: all trials have ended; 3: some, or all that are left, for want of a server; 5: budget.
};

/// Runs what is not finished, neither here nor in a shard of this workspace: a trial whose run has ended is never run
/// again, one that was cut off goes on at its attempt. One whose worker dies is tried once more, and ends as
/// infrastructure if that dies too. Shows progress. Fails with kInterrupted on Ctrl-C and with what stops everything: a
/// broken installation, a full disk, tasks of it in Slurm's queue. The same call goes on in either case.
Result<ExperimentOutcome> RunExperiment(const ExperimentRequest& request, Workshop& workshop);
/// The same for one that is ready, without a look at shards.
Result<ExperimentOutcome> RunPrepared(const Experiment& experiment, const ExperimentRequest& request,
                                      Workshop& workshop);

}  // namespace autopilot
