#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "cli/commands.h"
#include "cli/processors.h"
#include "core/line_pool.h"
#include "core/output.h"
#include "experiment/runner.h"
#include "experiment/slurm.h"
#include "experiment/trial_worker.h"

namespace autopilot {
namespace {

struct Request {
  ExperimentRequest experiment;
  std::optional<std::string> shard;
  std::string engine = "local";
  int shards = 0;
  int channel = -1;
};

nlohmann::ordered_json ToJson(const ExperimentOutcome& outcome) {
  return {{"experiment", outcome.name},          {"trials", outcome.counts.trials},
          {"ended", outcome.counts.ended},       {"begun", outcome.begun},
          {"verdicts", outcome.counts.verdicts}, {"tokens", outcome.counts.tokens},
          {"usd", outcome.counts.usd},           {"seconds", outcome.seconds},
          {"stopped", outcome.stopped},          {"journal", outcome.journal.string()}};
}

Result<int> Run(Session& session, Request request) {
  if (request.engine == "slurm" && request.shard) {
    return Fail(BadInput("--engine slurm runs all shards", "leave --shard out"));
  }
  if (request.engine == "slurm" && request.experiment.retry) {
    return Fail(BadInput("--retry tries again here, on what is merged, and not on the cluster",
                         "leave --engine slurm out, once it has ended"));
  }
  if (request.engine != "slurm" && request.shards > 0) {
    return Fail(BadInput("--shards says into how many tasks Slurm divides the trials", "add --engine slurm"));
  }
  if (request.shard) {
    AUTOPILOT_TRY(shard, ParseShard(*request.shard));
    request.experiment.shard = shard;
  }
  AUTOPILOT_TRY(workshop, session.Open());
  if (request.experiment.jobs == 0) request.experiment.processors = Processors();
  AUTOPILOT_TRY(outcome, request.engine == "slurm" ? RunOnSlurm(request.experiment, request.shards, *workshop)
                                                   : RunExperiment(request.experiment, *workshop));
  if (session.json) {
    AUTOPILOT_CHECK(WriteOutput(ToJson(outcome).dump(2) + "\n"));
  } else {
    AUTOPILOT_CHECK(WriteOutput(
        fmt::format("experiment {}: {} of {} trials have ended ({}), {} of them now in {:.1f} s; "
                    "{:.0f} tokens, {:.4f} USD\njournal {}\n",
                    outcome.name, outcome.counts.ended, outcome.counts.trials, outcome.counts.ToString(), outcome.begun,
                    outcome.seconds, outcome.counts.tokens, outcome.counts.usd, outcome.journal.string())));
  }
  if (!outcome.stopped.empty()) workshop->console().Warn("trials are left: " + outcome.stopped);
  const int broken = outcome.counts.Of(VerdictKind::kInfrastructure);
  if (broken > 0) {
    workshop->console().Warn(
        fmt::format("{} trials ended for want of a server or tool, which says nothing of a model: try them again with "
                    "--retry",
                    broken));
  }
  return outcome.exit_code;
}

/// A process of the runner's: quiet, since nobody reads along.
Result<int> Work(const Session& session, const Request& request) {
  AUTOPILOT_TRY(workshop, Workshop::Open({session.unsafe_no_sandbox, true}));
  LineChannel channel(request.channel);
  AUTOPILOT_CHECK(ServeTrials(channel, *workshop));
  return 0;
}

}  // namespace

void AddExperiment(CLI::App& app, Session& session, Chosen& chosen) {
  auto request = std::make_shared<Request>();
  CLI::App* experiment =
      app.add_subcommand("experiment", "Many runs: models, protocols, prompts and applications compared");
  experiment->require_subcommand(1);
  AddExperimentReport(*experiment, session, chosen);
  CLI::App* run = experiment->add_subcommand("run", "Run the trials of a matrix, or go on with them");
  run->add_option("matrix", request->experiment.matrix, "The experiment.toml")->required();
  run->add_option("--out", request->experiment.out, "Workspace for journal and runs (default: .autopilot)");
  run->add_option("--jobs", request->experiment.jobs,
                  "Trials at the same time (default: as the matrix says, or one "
                  "for each processor)")
      ->check(CLI::Range(1, 512));
  run->add_option_function<std::string>(
      "--shard", [request](const std::string& text) { request->shard = text; },
      "Only one of N parts of the trials: K/N");
  run->add_option("--engine", request->engine, "Who runs the trials: local (default), or slurm: a job array")
      ->check(CLI::IsMember({"local", "slurm"}));
  run->add_option("--shards", request->shards, "Tasks of the job array (default: as the matrix says, or 8)")
      ->check(CLI::Range(1, 100'000));
  run->add_flag("--retry", request->experiment.retry, "Also try again what ended for want of a server or tool");
  run->add_option("--elsewhere", request->experiment.elsewhere, "What is done of it elsewhere")->group("");
  run->add_option("--answers", request->experiment.answers, "Folder of answers that may be used again")->group("");
  run->add_flag("--json", session.json, "Print the result as JSON on stdout, and nothing else");
  run->callback([&, request] { chosen = [&session, request] { return Run(session, *request); }; });
  CLI::App* work = experiment->add_subcommand("worker", "")->group("");
  work->add_option("channel", request->channel)->required();
  work->callback([&, request] { chosen = [&session, request] { return Work(session, *request); }; });
}

}  // namespace autopilot
