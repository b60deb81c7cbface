#pragma once

/// The workspaces that an experiment's shards have below its own: OUT/shards/NAME-N/K.

#include <filesystem>
#include <string>
#include <vector>

#include "core/status.h"
#include "engine/workshop.h"
#include "experiment/elsewhere.h"
#include "experiment/experiment.h"

namespace autopilot {

/// Where the shard has its workspace, below `out`.
std::filesystem::path ShardFolder(const std::filesystem::path& out, const std::string& experiment, const Shard& shard);

/// A run that has begun in a shard and not ended there.
struct OpenRun {
  std::string run;
  std::filesystem::path folder;  ///< Of the shard.
  Spending spent;
};

/// Adds all that has ended in the shards, into however many the trials were dealt, to the experiment's journal, and
/// says what has not ended. kInfrastructure where a shard is being run, kBadInput where one was run with other files.
Result<std::vector<OpenRun>> TakeFromShards(const Experiment& experiment, Workshop& workshop);

}  // namespace autopilot
