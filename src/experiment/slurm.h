#pragma once

/// An experiment on a cluster: a Slurm job array with a shard of the trials for each task. How it is laid out:
/// docs/experiments.md.

#include "core/status.h"
#include "engine/workshop.h"
#include "experiment/runner.h"

namespace autopilot {

inline constexpr int kDefaultShards = 8;

/// Submits the shards that have something left to do, waits for their tasks, submits what failed again within the
/// matrix's bound, and merges the journals of the shards into the workspace's. `shards` 0: as the matrix says. A job
/// that an earlier call submitted is waited for, not submitted again; Ctrl-C leaves it alone. Fails as RunExperiment,
/// and with kInfrastructure where there is no Slurm.
Result<ExperimentOutcome> RunOnSlurm(const ExperimentRequest& request, int shards, Workshop& workshop);

}  // namespace autopilot
