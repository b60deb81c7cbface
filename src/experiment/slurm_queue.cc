#include "experiment/slurm_queue.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <sstream>

#include "core/hash.h"
#include "core/interrupt.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

constexpr double kFirstPause = 0.5;
constexpr double kLongestPause = 10;
constexpr std::chrono::milliseconds kNap{100};
/// The controller may be restarted while it is asked.
constexpr int kMostFailures = 30;

std::string FirstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

/// One name for one folder, through whatever links and dots it is reached.
std::string WithoutDetours(const fs::path& folder) {
  std::error_code error;
  const fs::path straight = fs::weakly_canonical(folder, error);
  return error ? folder.string() : straight.string();
}

}  // namespace

SlurmQueue::SlurmQueue(const std::string& experiment, const fs::path& out, Workshop& workshop)
    : job_name_(fmt::format("autopilot-{}-{}", experiment, Sha256(WithoutDetours(out)).substr(0, 8))),
      workshop_(workshop) {}

Status SlurmQueue::Find() {
  for (const char* program : {"sbatch", "squeue"}) {
    if (FindProgram(program)) continue;
    return Fail(Infrastructure(fmt::format("there is no Slurm here: {} is not in PATH", program),
                               "run it where jobs are submitted, or without --engine slurm"));
  }
  return {};
}

Result<std::string> SlurmQueue::Submit(const fs::path& script, const std::vector<int>& tasks) {
  Command command;
  command.argv = {"sbatch", "--parsable", fmt::format("--array={}", fmt::join(tasks, ",")), script.string()};
  AUTOPILOT_TRY(done, workshop_.runner().Run(command));
  if (done.ok()) return done.out.substr(0, done.out.find_first_of(";\n"));
  return Fail(Infrastructure("sbatch refuses the job: " + FirstLine(done.err), "see [slurm] options of the matrix")
                  .At(script.string()));
}

Result<std::map<std::string, int>> SlurmQueue::States() {
  Command command;
  command.argv = {"squeue", "--noheader", "--array", "--me", "--name=" + job_name_, "--format=%T"};
  AUTOPILOT_TRY(done, workshop_.runner().Run(command));
  if (!done.ok()) {
    return Fail(
        Infrastructure("squeue fails: " + FirstLine(done.err), "when Slurm is there again, the same command goes on"));
  }
  std::map<std::string, int> states;
  std::istringstream lines(done.out);
  for (std::string state; lines >> state;) ++states[state];
  return states;
}

Status SlurmQueue::Wait() {
  double pause = kFirstPause;
  for (int failures = 0;;) {
    const auto states = States();
    if (!states && states.error().kind == ErrorKind::kInterrupted) return Fail(states.error());
    if (!states && ++failures >= kMostFailures) return Fail(states.error());
    if (states && states->empty()) return {};
    if (states) {
      failures = 0;
      std::vector<std::string> parts;
      for (const auto& [state, count] : *states) parts.push_back(fmt::format("{} {}", count, state));
      workshop_.console().Live(fmt::format("  tasks: {}", fmt::join(parts, ", ")));
    }
    AUTOPILOT_CHECK(Pause(states ? pause : kLongestPause));
    pause = std::min(kLongestPause, pause * 1.5);
  }
}

Status SlurmQueue::Pause(double seconds) {
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

Status CheckNoTasks(const std::string& experiment, const fs::path& out, Workshop& workshop) {
  if (!fs::exists(out / "slurm" / experiment) || !SlurmQueue::Find()) return {};
  SlurmQueue queue(experiment, out, workshop);
  const auto states = queue.States();
  if (!states || states->empty()) return {};
  return Fail(Infrastructure(
      fmt::format("tasks of the experiment \"{}\" are in Slurm's queue", experiment),
      fmt::format("wait for them with --engine slurm, or end them with scancel --name={}", queue.job_name())));
}

}  // namespace autopilot
