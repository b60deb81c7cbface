#include "experiment/runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <sstream>

#include "core/files.h"
#include "core/line_pool.h"
#include "experiment/ledger.h"
#include "experiment/trial_line.h"

namespace autopilot {
namespace {

constexpr std::chrono::seconds kBeat{1};
/// Between two lines of progress where there is no terminal.
constexpr double kLineSeconds = 15;
/// A server that let so many trials down, one after the other, is not there.
constexpr int kMostFailures = 5;

std::string Duration(double seconds) {
  const int whole = static_cast<int>(seconds + 0.5);
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

/// The trials that are left, by model, each in its order.
class Pending {
 public:
  explicit Pending(const Experiment& experiment) : experiment_(experiment), left_(experiment.matrix.models.size()) {}

  void Add(std::size_t trial) { left_[ModelOf(trial)].push_back(trial); }
  std::size_t size() const {
    std::size_t count = 0;
    for (const auto& queue : left_) count += queue.size();
    return count;
  }

  /// The first one whose model may be asked.
  std::optional<std::size_t> Take() {
    std::optional<std::size_t> first;
    for (std::size_t model = 0; model < left_.size(); ++model) {
      if (left_[model].empty() || !MayAsk(model)) continue;
      if (!first || left_[model].front() < left_[*first].front()) first = model;
    }
    if (!first) return std::nullopt;
    const std::size_t trial = left_[*first].front();
    left_[*first].pop_front();
    ++running_[*first];
    return trial;
  }

  void End(std::size_t trial, bool failed) {
    const std::size_t model = ModelOf(trial);
    --running_[model];
    failures_[model] = failed ? failures_[model] + 1 : 0;
  }

  /// The name of a model that is asked no more though trials of it are left; empty: there is none.
  std::string GivenUp() const {
    for (std::size_t model = 0; model < left_.size(); ++model) {
      if (!left_[model].empty() && FailsAlways(model)) return experiment_.matrix.models[model].name;
    }
    return "";
  }

 private:
  std::size_t ModelOf(std::size_t trial) const { return experiment_.trials[trial].model; }
  bool FailsAlways(std::size_t model) const {
    const auto found = failures_.find(model);
    return found != failures_.end() && found->second >= kMostFailures;
  }
  bool MayAsk(std::size_t model) const {
    const int most = experiment_.matrix.models[model].at_once;
    const auto running = running_.find(model);
    return !FailsAlways(model) && (most == 0 || running == running_.end() || running->second < most);
  }

  const Experiment& experiment_;
  std::vector<std::deque<std::size_t>> left_;
  std::map<std::size_t, int> running_;
  std::map<std::size_t, int> failures_;  ///< In a row.
};

class Runner {
 public:
  Runner(const Experiment& experiment, const ExperimentRequest& request, Workshop& workshop)
      : experiment_(experiment),
        request_(request),
        workshop_(workshop),
        pending_(experiment),
        ledger_(experiment.matrix.trial, experiment.matrix.whole, request.shard.count) {}

  Result<ExperimentOutcome> Run() {
    outcome_.name = experiment_.matrix.name;
    outcome_.journal = experiment_.journal;
    start_ = workshop_.clock().Seconds();
    AUTOPILOT_CHECK(Plan());
    left_at_start_ = pending_.size();
    Announce();
    if (left_at_start_ > 0) AUTOPILOT_CHECK(RunAll());
    Conclude();
    return std::move(outcome_);
  }

 private:
  double elapsed() const { return workshop_.clock().Seconds() - start_; }
  TrialCounts& counts() { return outcome_.counts; }

  /// What has ended, what goes on, what begins.
  Status Plan() {
    AUTOPILOT_TRY(states, ReadTrialStates(experiment_.journal, experiment_.matrix.name));
    std::map<std::string, const TrialState*> known;
    for (const TrialState& state : states) known[state.trial.run] = &state;
    std::set<std::string> elsewhere;
    if (!request_.finished_in.empty()) {
      AUTOPILOT_TRY(text, ReadFile(request_.finished_in));
      std::istringstream lines(text);
      for (std::string run; lines >> run;) elsewhere.insert(run);
    }
    const std::string broken = ToString(VerdictKind::kInfrastructure);
    for (std::size_t i = 0; i < experiment_.trials.size(); ++i) {
      const std::string& run = experiment_.trials[i].record().run;
      const auto found = known.find(run);
      if (found == known.end() && elsewhere.contains(run)) continue;
      ++counts().trials;
      if (found == known.end()) {
        pending_.Add(i);
        continue;
      }
      const TrialState& state = *found->second;
      const bool again = !state.ended || (request_.retry && state.verdict == broken);
      if (again) {
        begun_before_.insert(i);
        pending_.Add(i);
      } else {
        counts().Add(state);
      }
      ledger_.Spent(state.tokens, state.usd);
      spent_before_[i] = {state.tokens, state.usd};
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
        RunRequest request = experiment_.trials[*trial].request;
        if (begun_before_.contains(*trial)) request.resume = experiment_.trials[*trial].record().run;
        AUTOPILOT_CHECK(pool->Send(idle.back(), ToLine(request)));
        ledger_.Begin();
        running[idle.back()] = *trial;
        idle.pop_back();
      }
      if (running.empty()) return {};
      auto answer = pool->Wait(kBeat);
      if (!answer) return Fail(Explain(std::move(answer).error()));
      if (*answer) {
        AUTOPILOT_TRY(outcome, OutcomeFrom((*answer)->line));
        AUTOPILOT_CHECK(outcome.error);
        End(running.at((*answer)->worker), outcome);
        running.erase((*answer)->worker);
        idle.push_back((*answer)->worker);
      }
      ShowProgress();
    }
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
    const double tokens = before == spent_before_.end() ? 0 : before->second.first;
    const double usd = before == spent_before_.end() ? 0 : before->second.second;
    ledger_.End(std::max(0.0, outcome.tokens - tokens), std::max(0.0, outcome.usd - usd));
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
    const std::string line = fmt::format(
        "  {}/{}  {:.1f} trials/s  {} to go  {:.0f} tokens  {:.4f} USD  {}", counts().ended, counts().trials, rate,
        outcome_.begun > 0 ? Duration(left / rate) : "?", ledger_.tokens(), ledger_.usd(), counts().ToString());
    workshop_.console().Live(line);
    if (elapsed() - last_line_ < kLineSeconds) return;
    last_line_ = elapsed();
    workshop_.console().Say(line);
  }

  void Conclude() {
    outcome_.seconds = elapsed();
    const std::string given_up = pending_.GivenUp();
    if (!given_up.empty()) {
      outcome_.stopped =
          fmt::format("{} trials in a row of {} ended for want of a server or tool", kMostFailures, given_up);
      outcome_.exit_code = ExitCodeFor(ErrorKind::kInfrastructure);
    } else if (pending_.size() > 0) {
      outcome_.stopped = "what is left of the budget may not be enough for one more trial";
      outcome_.exit_code = ExitCodeFor(ErrorKind::kBudget);
    } else if (counts().Of(VerdictKind::kInfrastructure) > 0) {
      outcome_.exit_code = ExitCodeFor(ErrorKind::kInfrastructure);
    }
  }

  const Experiment& experiment_;
  const ExperimentRequest& request_;
  Workshop& workshop_;
  ExperimentOutcome outcome_;
  Pending pending_;
  Ledger ledger_;
  std::set<std::size_t> begun_before_;
  std::map<std::size_t, std::pair<double, double>> spent_before_;  ///< Tokens and USD of those.
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
  return RunPrepared(experiment, request, workshop);
}

}  // namespace autopilot
