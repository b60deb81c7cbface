#include "experiment/runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "core/file_identity.h"
#include "core/line_pool.h"
#include "experiment/broken_trial.h"
#include "experiment/ledger.h"
#include "experiment/pending_trials.h"
#include "experiment/shard_folders.h"
#include "experiment/slurm_queue.h"
#include "experiment/trial_line.h"

namespace autopilot {
namespace {

constexpr std::chrono::seconds kBeat{1};
/// Between two lines of progress where there is no terminal.
constexpr double kLineSeconds = 15;

std::string Duration(double seconds) {
  const long whole = std::lround(seconds);
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

class Runner {
 public:
  Runner(const Experiment& experiment, const ExperimentRequest& request, Workshop& workshop)
      : experiment_(experiment),
        request_(request),
        workshop_(workshop),
        pending_(experiment),
        ledger_(experiment.matrix, experiment.elsewhere.spent, experiment.elsewhere.parts) {}

  Result<ExperimentOutcome> Run() {
    outcome_.name = experiment_.matrix.name;
    outcome_.journal = experiment_.journal;
    start_ = workshop_.clock().Seconds();
    AUTOPILOT_CHECK(Plan());
    left_at_start_ = pending_.size();
    Announce();
    if (left_at_start_ > 0) AUTOPILOT_CHECK(RunAll());
    AUTOPILOT_CHECK(CheckJournal());
    Conclude();
    return std::move(outcome_);
  }

 private:
  double elapsed() const { return workshop_.clock().Seconds() - start_; }
  TrialCounts& counts() { return outcome_.counts; }

  /// Whoever has it open does not notice when it is removed, and writes to what nobody will find.
  Status CheckJournal() const {
    const auto now = IdentityOf(experiment_.journal);
    if (now && now == journal_) return {};
    return Fail(Infrastructure(fmt::format("the journal was {} while the experiment ran: what ended here is not in it",
                                           now ? "replaced by another one" : "removed"),
                               "put the one back that was there; the same command then does again what that lacks")
                    .At(experiment_.journal.string()));
  }

  /// What has ended, what goes on, what begins.
  Status Plan() {
    journal_ = IdentityOf(experiment_.journal);
    AUTOPILOT_TRY(states, ReadTrialStates(experiment_.journal, experiment_.matrix.name));
    std::map<std::string, const TrialState*> known;
    for (const TrialState& state : states) known[state.trial.run] = &state;
    const Elsewhere& elsewhere = experiment_.elsewhere;
    const std::string broken = ToString(VerdictKind::kInfrastructure);
    for (std::size_t i = 0; i < experiment_.trials.size(); ++i) {
      const std::string& run = experiment_.trials[i].record().run;
      if (elsewhere.runs.contains(run)) continue;
      const auto found = known.find(run);
      ++counts().trials;
      if (found == known.end()) {
        pending_.Add(i);
        continue;
      }
      const TrialState& state = *found->second;
      // One that was cut off while it was tried again has not ended, whatever it had come to before.
      const bool again = !state.ended || (request_.retry && state.verdict == broken);
      if (again) {
        begun_before_.insert(i);
        pending_.Add(i);
      } else {
        counts().Add(state);
      }
      const Spending spent{state.tokens, state.usd};
      const auto counted = elsewhere.before.find(run);
      ledger_.Spent(counted == elsewhere.before.end() ? spent : spent.Without(counted->second));
      spent_before_[i] = spent;
    }
    return {};
  }

  void Announce() {
    const std::string shard =
        request_.shard.count > 1 ? fmt::format(" (shard {})", request_.shard.ToString()) : std::string();
    workshop_.console().Say(fmt::format("experiment {}{}: {} trials, {} ended before, {} to go on with, {} new",
                                        outcome_.name, shard, counts().trials, counts().ended, begun_before_.size(),
                                        left_at_start_ - begun_before_.size()));
  }

  Result<std::unique_ptr<LinePool>> StartWorkers() {
    int jobs = request_.jobs > 0 ? request_.jobs : experiment_.matrix.concurrency;
    if (jobs == 0) jobs = request_.processors;
    jobs = std::min(jobs, static_cast<int>(left_at_start_));
    std::error_code error;
    Command command;
    command.argv = {std::filesystem::read_symlink("/proc/self/exe", error).string()};
    if (workshop_.options().unsafe_no_sandbox) command.argv.emplace_back("--unsafe-no-sandbox");
    command.argv.insert(command.argv.end(), {"experiment", "worker"});
    command.descriptors = {experiment_.lock.descriptor()};
    return LinePool::Start(workshop_.runner(), command, jobs, experiment_.out / "logs" / experiment_.matrix.name);
  }

  Status RunAll() {
    AUTOPILOT_TRY(pool, StartWorkers());
    std::vector<std::size_t> idle;
    for (std::size_t i = 0; i < pool->size(); ++i) idle.push_back(pool->size() - 1 - i);
    std::map<std::size_t, std::size_t> running;  // Worker -> trial.
    while (true) {
      while (!idle.empty() && ledger_.CanBegin(elapsed())) {
        const auto trial = pending_.Take();
        if (!trial) break;
        AUTOPILOT_CHECK(Send(*pool, idle.back(), *trial));
        ledger_.Begin();
        running[idle.back()] = *trial;
        idle.pop_back();
      }
      if (running.empty()) return {};
      auto answer = pool->Wait(kBeat);
      if (!answer) return Fail(Explain(std::move(answer).error()));
      if (*answer) {
        const std::size_t worker = (*answer)->worker;
        AUTOPILOT_TRY(ended, Take(*pool, worker, running.at(worker), (*answer)->line));
        if (ended) {
          running.erase(worker);
          idle.push_back(worker);
        }
      }
      ShowProgress();
    }
  }

  Status Send(LinePool& pool, std::size_t worker, std::size_t trial) {
    RunRequest request = experiment_.trials[trial].request;
    if (begun_before_.contains(trial)) request.resume = experiment_.trials[trial].record().run;
    return pool.Send(worker, ToLine(request));
  }

  /// True where the trial has ended; false where it goes on, on the worker that took the place of one that died.
  Result<bool> Take(LinePool& pool, std::size_t worker, std::size_t trial, const Result<std::string>& line) {
    AUTOPILOT_CHECK(CheckJournal());
    if (line) {
      AUTOPILOT_TRY(outcome, OutcomeFrom(*line));
      AUTOPILOT_CHECK(outcome.error);
      End(trial, outcome);
      return true;
    }
    AUTOPILOT_TRY(journal, Journal::Open(experiment_.journal, workshop_.clock()));
    if (died_.insert(trial).second) {
      AUTOPILOT_TRY(begun, HasBegun(*journal, experiment_.trials[trial]));
      if (begun) begun_before_.insert(trial);
      AUTOPILOT_CHECK(Send(pool, worker, trial));
      return false;
    }
    AUTOPILOT_TRY(outcome, EndBroken(*journal, experiment_.trials[trial], line.error()));
    End(trial, outcome);
    return true;
  }

  static Error Explain(Error error) {
    if (error.kind == ErrorKind::kInterrupted) {
      error.message = "interrupted";
      error.cure = "go on with the same command";
    }
    return error;
  }

  void End(std::size_t trial, const TrialOutcome& outcome) {
    const auto before = spent_before_.find(trial);
    Spending spent{outcome.tokens, outcome.usd};
    if (before != spent_before_.end()) spent = spent.Without(before->second);
    ledger_.End({std::max(0.0, spent.tokens), std::max(0.0, spent.usd)});
    TrialState state;
    state.ended = true;
    state.verdict = outcome.verdict;
    state.tokens = outcome.tokens;
    state.usd = outcome.usd;
    counts().Add(state);
    ++outcome_.begun;
    const bool failed = outcome.verdict == ToString(VerdictKind::kInfrastructure);
    pending_.End(trial, failed);
    if (!failed) return;
    const TrialRecord& record = experiment_.trials[trial].record();
    workshop_.console().Warn(fmt::format("{} {} {}, repeat {}: {}", record.model, record.protocol, record.application,
                                         record.repeat, outcome.why));
  }

  void ShowProgress() {
    const double rate = outcome_.begun / std::max(elapsed(), 1e-3);
    const auto left = static_cast<double>(left_at_start_) - outcome_.begun;
    const std::string line =
        fmt::format("  {}/{}  {:.1f} trials/s  {} to go  {:.0f} tokens  {:.4f} USD  {}", counts().ended,
                    counts().trials, rate, outcome_.begun > 0 ? Duration(left / rate) : "?", ledger_.spent().tokens,
                    ledger_.spent().usd, counts().ToString());
    workshop_.console().Live(line);
    if (elapsed() - last_line_ < kLineSeconds) return;
    last_line_ = elapsed();
    workshop_.console().Say(line);
  }

  void Conclude() {
    outcome_.seconds = elapsed();
    const std::string given_up = pending_.GivenUp();
    if (!given_up.empty()) {
      outcome_.stopped = fmt::format("{} trials in a row of {} ended for want of a server or tool",
                                     PendingTrials::kMostFailures, given_up);
      outcome_.exit_code = ExitCodeFor(ErrorKind::kInfrastructure);
    } else if (pending_.size() > 0) {
      outcome_.stopped = kBudgetSpent;
      outcome_.exit_code = ExitCodeFor(ErrorKind::kBudget);
    } else if (counts().Of(VerdictKind::kInfrastructure) > 0) {
      outcome_.exit_code = ExitCodeFor(ErrorKind::kInfrastructure);
    }
  }

  const Experiment& experiment_;
  const ExperimentRequest& request_;
  Workshop& workshop_;
  ExperimentOutcome outcome_;
  std::optional<FileIdentity> journal_;  ///< Of the file that all is written to.
  PendingTrials pending_;
  Ledger ledger_;
  std::set<std::size_t> begun_before_;
  std::set<std::size_t> died_;                    ///< Trials whose worker ended with them.
  std::map<std::size_t, Spending> spent_before_;  ///< Of those that had begun.
  std::size_t left_at_start_ = 0;
  double start_ = 0;
  double last_line_ = 0;
};

}  // namespace

Result<ExperimentOutcome> RunPrepared(const Experiment& experiment, const ExperimentRequest& request,
                                      Workshop& workshop) {
  return Runner(experiment, request, workshop).Run();
}

Result<ExperimentOutcome> RunExperiment(const ExperimentRequest& request, Workshop& workshop) {
  AUTOPILOT_TRY(experiment, PrepareExperiment(request, workshop));
  AUTOPILOT_CHECK(CheckNoTasks(experiment.matrix.name, experiment.out, workshop));
  AUTOPILOT_TRY(open, TakeFromShards(experiment, workshop));
  for (const OpenRun& one : open) experiment.elsewhere.spent.Add(one.spent);
  return RunPrepared(experiment, request, workshop);
}

}  // namespace autopilot
