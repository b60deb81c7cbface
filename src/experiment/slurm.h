#pragma once

/// An experiment on a cluster: a Slurm job array with a shard of the trials for each task. How it is laid out:
/// docs/experiments.md.

#include "core/status.h"
#include "engine/workshop.h"
#include "experiment/runner.h"

namespace autopilot {

inline constexpr int kDefaultShards = 8;

/// Takes what the shards have done into the workspace's journal, submits those that have something left to do, and
/// waits for their tasks; so again, within the matrix's bound on failures, until all is done or what is left of the
/// budget, of which each task has its part, lets no trial begin. `shards` 0: as the matrix says. A job that an earlier
/// call submitted is waited for, not submitted again; Ctrl-C leaves it alone. Fails as RunExperiment, with
/// kInfrastructure where there is no Slurm, and with kBadInput where the budget is too small for so many shards.
Result<ExperimentOutcome> RunOnSlurm(const ExperimentRequest& request, int shards, Workshop& workshop);

}  // namespace autopilot
