#include "experiment/shard_folders.h"

#include <fmt/format.h>

#include <algorithm>

#include "experiment/input_files.h"
#include "journal/merge.h"
#include "journal/trial_states.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

bool IsNumber(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

/// Those with a journal, in an order that is the same again.
std::vector<fs::path> Folders(const fs::path& out, const std::string& experiment) {
  std::vector<fs::path> folders;
  std::error_code ignored;
  const std::string prefix = experiment + "-";
  for (const fs::directory_entry& counted : fs::directory_iterator(out / "shards", ignored)) {
    const std::string name = counted.path().filename().string();
    if (!name.starts_with(prefix) || !IsNumber(name.substr(prefix.size()))) continue;
    for (const fs::directory_entry& shard : fs::directory_iterator(counted.path(), ignored)) {
      if (fs::is_regular_file(shard.path() / "journal.sqlite")) folders.push_back(shard.path());
    }
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

}  // namespace

fs::path ShardFolder(const fs::path& out, const std::string& experiment, const Shard& shard) {
  return out / "shards" / fmt::format("{}-{}", experiment, shard.count) / std::to_string(shard.index);
}

Result<std::vector<OpenRun>> TakeFromShards(const Experiment& experiment, Workshop& workshop) {
  std::vector<OpenRun> open;
  const std::string& name = experiment.matrix.name;
  for (const fs::path& folder : Folders(experiment.out, name)) {
    const auto lock = LockExperiment(folder, name, workshop);
    if (!lock) return Fail(lock.error());
    AUTOPILOT_CHECK(GatherInputs(experiment.out, {folder}));
    AUTOPILOT_CHECK(MergeShards(experiment.journal, {folder}));
    AUTOPILOT_TRY(states, ReadTrialStates(folder / "journal.sqlite", name));
    for (const TrialState& state : states) {
      if (!state.ended) open.push_back({state.trial.run, folder, {state.tokens, state.usd}});
    }
  }
  return open;
}

}  // namespace autopilot
