#include "experiment/slurm.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "core/files.h"
#include "experiment/elsewhere.h"
#include "experiment/ledger.h"
#include "experiment/shard_folders.h"
#include "experiment/slurm_queue.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

/// For a shell, whatever is in it.
std::string Quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

/// For sbatch, which reads "%A" as the job's number, and ends a word at a space.
std::string AsPattern(const std::string& path) {
  std::string pattern;
  for (const char c : path) {
    if (c == '"' || c == '\\') pattern += '\\';
    pattern += c;
    if (c == '%') pattern += c;
  }
  return pattern;
}

class SlurmRun {
 public:
  SlurmRun(Experiment& experiment, const ExperimentRequest& request, int shards, Workshop& workshop)
      : experiment_(experiment),
        request_(request),
        shards_(shards),
        workshop_(workshop),
        folder_(experiment.out / "slurm" / experiment.matrix.name),
        queue_(experiment.matrix.name, experiment.out, workshop),
        start_(workshop.clock().Seconds()) {}

  Result<ExperimentOutcome> Run() {
    for (int failures = 0;;) {
      AUTOPILOT_CHECK(queue_.Wait());  // In the first round for tasks of an earlier call.
      AUTOPILOT_CHECK(Look());
      if (left_.empty()) {
        // What the workspace itself had begun before, if anything, is finished here.
        experiment_.elsewhere.spent = in_shards_;
        return RunPrepared(experiment_, request_, workshop_);
      }
      if (SomeFailed()) ++failures;
      const std::vector<int> tasks = Payable();
      if (tasks.empty() || failures > experiment_.matrix.slurm.resubmits) return Unfinished(tasks.empty());
      AUTOPILOT_CHECK(Submit(tasks, failures));
    }
  }

 private:
  double elapsed() const { return workshop_.clock().Seconds() - start_; }
  int ShardWith(const std::string& run) const { return ShardOf(run, shards_); }

  /// Takes what the shards have done. Nobody runs any of them now.
  Status Look() {
    AUTOPILOT_TRY(open, TakeFromShards(experiment_, workshop_));
    AUTOPILOT_TRY(states, ReadTrialStates(experiment_.journal, experiment_.matrix.name));
    left_.clear();
    spent_by_.clear();
    in_shards_ = {};
    elsewhere_ = {};
    for (const TrialState& state : states) {
      const Spending spent{state.tokens, state.usd};
      elsewhere_.runs.insert(state.trial.run);
      elsewhere_.spent.Add(spent);
      spent_by_[ShardWith(state.trial.run)].Add(spent);
    }
    for (const OpenRun& one : open) {
      in_shards_.Add(one.spent);
      const int shard = ShardWith(one.run);
      // Another number of shards had it; there it is not gone on with.
      if (one.folder != Workspace(shard)) continue;
      elsewhere_.before[one.run] = one.spent;
      spent_by_[shard].Add(one.spent);
    }
    elsewhere_.spent.Add(in_shards_);
    for (const Trial& trial : experiment_.trials) {
      const std::string& run = trial.record().run;
      if (!elsewhere_.runs.contains(run)) ++left_[ShardWith(run)];
    }
    return {};
  }

  fs::path Workspace(int shard) const {
    return ShardFolder(experiment_.out, experiment_.matrix.name, {shard, shards_});
  }

  /// Whether a task that was submitted last did not do what its part of the budget let it do.
  bool SomeFailed() const {
    return std::any_of(submitted_.begin(), submitted_.end(), [this](const auto& task) {
      const auto& [shard, before] = task;
      if (!left_.contains(shard)) return false;
      const auto now = spent_by_.find(shard);
      Ledger ledger = part_of_submitted_;
      if (now != spent_by_.end()) ledger.Spent(now->second.Without(before));
      return ledger.CanBegin(elapsed());
    });
  }

  /// The shards with something left; of these as many as what is left of the budget lets begin a trial.
  std::vector<int> Payable() const {
    std::vector<int> tasks;
    for (const auto& [shard, trials] : left_) tasks.push_back(shard);
    while (!tasks.empty() && !PartOf(tasks).CanBegin(elapsed())) tasks.pop_back();
    return tasks;
  }

  Ledger PartOf(const std::vector<int>& tasks) const {
    return {experiment_.matrix, elsewhere_.spent, static_cast<int>(tasks.size())};
  }

  Status Submit(const std::vector<int>& tasks, int failures) {
    elsewhere_.parts = static_cast<int>(tasks.size());
    AUTOPILOT_CHECK(WriteElsewhere(folder_ / "elsewhere.json", elsewhere_));
    AUTOPILOT_CHECK(WriteScript());
    AUTOPILOT_TRY(job, queue_.Submit(folder_ / "job.sh", tasks));
    part_of_submitted_ = PartOf(tasks);
    submitted_.clear();
    int trials = 0;
    for (const int shard : tasks) {
      submitted_[shard] = spent_by_[shard];
      trials += left_[shard];
    }
    workshop_.console().Say(fmt::format("slurm job {}{}: {} shards, {} trials", job, failures > 0 ? ", once more" : "",
                                        tasks.size(), trials));
    return {};
  }

  Status WriteScript() const {
    std::error_code error;
    std::string options;
    for (const std::string& option : experiment_.matrix.slurm.options) options += "#SBATCH " + option + "\n";
    const std::string program = fs::read_symlink("/proc/self/exe", error).string();
    const std::string unsafe = workshop_.options().unsafe_no_sandbox ? " --unsafe-no-sandbox" : "";
    const fs::path shards = Workspace(1).parent_path();
    return WriteFile(
        folder_ / "job.sh",
        fmt::format("#!/bin/bash\n"
                    "# Written by autopilot; a task is one shard of the trials. Started again, it goes on.\n"
                    "#SBATCH --job-name={}\n"
                    "#SBATCH --output=\"{}/%A_%a.log\"\n"
                    "#SBATCH --open-mode=append\n"
                    "#SBATCH --requeue\n"
                    "{}"
                    "exec {}{} experiment run {} --shard \"$SLURM_ARRAY_TASK_ID/{}\" --out {}/\"$SLURM_ARRAY_TASK_ID\" "
                    "--jobs \"${{SLURM_CPUS_PER_TASK:-1}}\" --elsewhere {} --answers {}\n",
                    queue_.job_name(), AsPattern(folder_.string()), options, Quoted(program), unsafe,
                    Quoted(experiment_.matrix.file.string()), shards_, Quoted(shards.string()),
                    Quoted((folder_ / "elsewhere.json").string()), Quoted((experiment_.out / "answers").string())));
  }

  Result<ExperimentOutcome> Unfinished(bool budget) const {
    ExperimentOutcome outcome;
    outcome.name = experiment_.matrix.name;
    outcome.journal = experiment_.journal;
    outcome.seconds = elapsed();
    outcome.counts.trials = static_cast<int>(experiment_.trials.size());
    AUTOPILOT_TRY(states, ReadTrialStates(experiment_.journal, experiment_.matrix.name));
    for (const TrialState& state : states) outcome.counts.Add(state);
    if (budget) {
      outcome.stopped = kBudgetSpent;
      outcome.exit_code = ExitCodeFor(ErrorKind::kBudget);
      return outcome;
    }
    int trials = 0;
    std::vector<int> shards;
    for (const auto& [shard, count] : left_) {
      shards.push_back(shard);
      trials += count;
    }
    outcome.stopped = fmt::format("{} trials of the shards {} did not end in {} tries; see {}/*.log", trials,
                                  fmt::join(shards, ", "), experiment_.matrix.slurm.resubmits + 1, folder_.string());
    outcome.exit_code = ExitCodeFor(ErrorKind::kInfrastructure);
    return outcome;
  }

  Experiment& experiment_;
  const ExperimentRequest& request_;
  int shards_;
  Workshop& workshop_;
  fs::path folder_;
  SlurmQueue queue_;
  double start_;

  /// As Look() saw it.
  Elsewhere elsewhere_;               ///< For the tasks.
  std::map<int, int> left_;           ///< Shard -> trials that have ended neither there nor here.
  std::map<int, Spending> spent_by_;  ///< Shard -> what its trials have taken.
  Spending in_shards_;                ///< What stands only in journals of shards.

  std::map<int, Spending> submitted_;  ///< Shard -> what its trials had taken before.
  Ledger part_of_submitted_{experiment_.matrix, {}, 1};
};

}  // namespace

Result<ExperimentOutcome> RunOnSlurm(const ExperimentRequest& request, int shards, Workshop& workshop) {
  AUTOPILOT_CHECK(SlurmQueue::Find());
  AUTOPILOT_TRY(experiment, PrepareExperiment(request, workshop));
  if (shards == 0) shards = experiment.matrix.slurm.shards > 0 ? experiment.matrix.slurm.shards : kDefaultShards;
  shards = std::min(shards, static_cast<int>(experiment.trials.size()));
  AUTOPILOT_CHECK(CheckParts(experiment.matrix, shards));
  return SlurmRun(experiment, request, shards, workshop).Run();
}

}  // namespace autopilot
