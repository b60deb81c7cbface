#include "experiment/slurm.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "core/files.h"
#include "core/hash.h"
#include "core/interrupt.h"
#include "journal/merge.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

constexpr double kFirstPause = 0.5;
constexpr double kLongestPause = 10;
constexpr std::chrono::milliseconds kNap{100};
/// The controller may be restarted while it is asked.
constexpr int kMostQueueFailures = 30;

/// For a shell, whatever is in it.
std::string Quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

class SlurmRun {
 public:
  SlurmRun(const Experiment& experiment, const ExperimentRequest& request, int shards, Workshop& workshop)
      : experiment_(experiment), request_(request), shards_(shards), workshop_(workshop) {
    const std::string& name = experiment.matrix.name;
    folder_ = experiment.out / "slurm" / name;
    job_name_ = fmt::format("autopilot-{}-{}", name, Sha256(experiment.out.string()).substr(0, 8));
  }

  Result<ExperimentOutcome> Run() {
    AUTOPILOT_CHECK(FindSlurm());
    AUTOPILOT_TRY(states, ReadTrialStates(experiment_.journal, experiment_.matrix.name));
    for (const TrialState& state : states) here_.insert(state.trial.run);
    AUTOPILOT_CHECK(WaitForTasks());  // Of an earlier call.
    AUTOPILOT_TRY(left, Left());
    for (int round = 0; !left.empty() && round <= experiment_.matrix.slurm.resubmits; ++round) {
      AUTOPILOT_CHECK(Submit(left, round));
      AUTOPILOT_CHECK(WaitForTasks());
      AUTOPILOT_TRY(still, Left());
      left = still;
    }
    AUTOPILOT_CHECK(Merge());
    if (left.empty()) {
      // What the workspace itself had begun before, if anything, is finished here.
      return RunPrepared(experiment_, request_, workshop_);
    }
    return Unfinished(left);
  }

 private:
  static Status FindSlurm() {
    for (const char* program : {"sbatch", "squeue"}) {
      if (FindProgram(program)) continue;
      return Fail(Infrastructure(fmt::format("there is no Slurm here: {} is not in PATH", program),
                                 "run it where jobs are submitted, or without --engine slurm"));
    }
    return {};
  }

  fs::path Workspace(int shard) const {
    return experiment_.out / "shards" / fmt::format("{}-{}", experiment_.matrix.name, shards_) / std::to_string(shard);
  }

  /// The shards with trials that have ended neither there nor here. Nobody runs any of them now.
  Result<std::vector<int>> Left() {
    std::vector<int> left;
    left_trials_ = 0;
    for (int shard = 1; shard <= shards_; ++shard) {
      AUTOPILOT_TRY(states, ReadTrialStates(Workspace(shard) / "journal.sqlite", experiment_.matrix.name));
      std::set<std::string> ended;
      for (const TrialState& state : states) {
        if (state.ended) ended.insert(state.trial.run);
      }
      int missing = 0;
      for (std::size_t i = static_cast<std::size_t>(shard) - 1; i < experiment_.trials.size();
           i += static_cast<std::size_t>(shards_)) {
        const std::string& run = experiment_.trials[i].record().run;
        if (!here_.contains(run) && !ended.contains(run)) ++missing;
      }
      if (missing > 0) left.push_back(shard);
      left_trials_ += missing;
    }
    return left;
  }

  Status WriteScript() const {
    AUTOPILOT_CHECK(WriteFile(folder_ / "finished.txt", fmt::format("{}\n", fmt::join(here_, "\n"))));
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
                    "#SBATCH --output={}/%A_%a.log\n"
                    "#SBATCH --open-mode=append\n"
                    "#SBATCH --requeue\n"
                    "{}"
                    "exec {}{} experiment run {} --shard \"$SLURM_ARRAY_TASK_ID/{}\" --out {}/\"$SLURM_ARRAY_TASK_ID\" "
                    "--jobs \"${{SLURM_CPUS_PER_TASK:-1}}\" --finished-in {} --answers {}\n",
                    job_name_, folder_.string(), options, Quoted(program), unsafe,
                    Quoted(experiment_.matrix.file.string()), shards_, Quoted(shards.string()),
                    Quoted((folder_ / "finished.txt").string()), Quoted((experiment_.out / "answers").string())));
  }

  Status Submit(const std::vector<int>& shards, int round) {
    AUTOPILOT_CHECK(WriteScript());
    Command command;
    command.argv = {"sbatch", "--parsable", fmt::format("--array={}", fmt::join(shards, ",")),
                    (folder_ / "job.sh").string()};
    AUTOPILOT_TRY(done, workshop_.runner().Run(command));
    if (!done.ok()) {
      return Fail(Infrastructure("sbatch refuses the job: " + done.err.substr(0, done.err.find('\n')),
                                 "see [slurm] options of the matrix")
                      .At((folder_ / "job.sh").string()));
    }
    workshop_.console().Say(fmt::format("slurm job {}{}: {} shards, {} trials",
                                        done.out.substr(0, done.out.find_first_of(";\n")),
                                        round > 0 ? ", once more" : "", shards.size(), left_trials_));
    return {};
  }

  /// The states of our tasks in the queue, each with how many there are.
  Result<std::map<std::string, int>> Queue() {
    Command command;
    command.argv = {"squeue", "--noheader", "--array", "--me", "--name=" + job_name_, "--format=%T"};
    for (int failures = 0;;) {
      AUTOPILOT_TRY(done, workshop_.runner().Run(command));
      if (done.ok()) {
        std::map<std::string, int> states;
        std::istringstream lines(done.out);
        for (std::string state; lines >> state;) ++states[state];
        return states;
      }
      if (++failures >= kMostQueueFailures) {
        return Fail(Infrastructure("squeue fails: " + done.err.substr(0, done.err.find('\n')),
                                   "when Slurm is there again, the same command goes on"));
      }
      AUTOPILOT_CHECK(Pause(kLongestPause));
    }
  }

  Status Pause(double seconds) {
    const double end = workshop_.clock().Seconds() + seconds;
    while (workshop_.clock().Seconds() < end) {
      if (Interrupted()) {
        return Fail({ErrorKind::kInterrupted, "interrupted; the tasks in the queue go on",
                     fmt::format("wait for them with the same command, or end them with scancel --name={}", job_name_),
                     "", 0});
      }
      workshop_.clock().Sleep(kNap);
    }
    return {};
  }

  Status WaitForTasks() {
    double pause = kFirstPause;
    while (true) {
      AUTOPILOT_TRY(states, Queue());
      if (states.empty()) return {};
      std::vector<std::string> parts;
      for (const auto& [state, count] : states) parts.push_back(fmt::format("{} {}", count, state));
      workshop_.console().Live(fmt::format("  tasks: {}", fmt::join(parts, ", ")));
      AUTOPILOT_CHECK(Pause(pause));
      pause = std::min(kLongestPause, pause * 1.5);
    }
  }

  Status Merge() {
    std::vector<fs::path> journals;
    for (int shard = 1; shard <= shards_; ++shard) {
      if (fs::exists(Workspace(shard) / "journal.sqlite")) journals.push_back(Workspace(shard));
    }
    // A shard may have had nothing to do; what is missing is known by its trials.
    AUTOPILOT_CHECK(MergeJournals(experiment_.journal, journals, true, workshop_.clock()));
    return {};
  }

  Result<ExperimentOutcome> Unfinished(const std::vector<int>& left) {
    ExperimentOutcome outcome;
    outcome.name = experiment_.matrix.name;
    outcome.journal = experiment_.journal;
    outcome.counts.trials = static_cast<int>(experiment_.trials.size());
    AUTOPILOT_TRY(states, ReadTrialStates(experiment_.journal, experiment_.matrix.name));
    for (const TrialState& state : states) outcome.counts.Add(state);
    outcome.stopped = fmt::format("{} trials of the shards {} did not end in {} tries; see {}/*.log", left_trials_,
                                  fmt::join(left, ", "), experiment_.matrix.slurm.resubmits + 1, folder_.string());
    outcome.exit_code = ExitCodeFor(ErrorKind::kInfrastructure);
    return outcome;
  }

  const Experiment& experiment_;
  const ExperimentRequest& request_;
  int shards_;
  Workshop& workshop_;
  fs::path folder_;
  std::string job_name_;
  std::set<std::string> here_;  ///< Runs that the workspace's own journal had before.
  int left_trials_ = 0;
};

}  // namespace

Result<ExperimentOutcome> RunOnSlurm(const ExperimentRequest& request, int shards, Workshop& workshop) {
  AUTOPILOT_TRY(experiment, PrepareExperiment(request, workshop));
  if (shards == 0) shards = experiment.matrix.slurm.shards > 0 ? experiment.matrix.slurm.shards : kDefaultShards;
  shards = std::min(shards, static_cast<int>(experiment.trials.size()));
  return SlurmRun(experiment, request, shards, workshop).Run();
}

}  // namespace autopilot
