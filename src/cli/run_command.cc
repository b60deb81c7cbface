#include <fmt/format.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/usage.h"
#include "core/output.h"
#include "engine/engine.h"
#include "report/summary.h"

namespace autopilot {
namespace {

Result<int> Execute(Session& session, const RunRequest& request) {
  AUTOPILOT_TRY(workshop, session.Open());
  AUTOPILOT_TRY(outcome, ExecuteRun(request, *workshop));
  AUTOPILOT_TRY(journal, Journal::OpenToRead(outcome.journal, workshop->clock()));
  const RunFiles files{outcome.journal, outcome.report};
  if (session.json) {
    AUTOPILOT_TRY(json, RunJson(*journal, outcome.run, files));
    AUTOPILOT_CHECK(WriteOutput(json.dump(2) + "\n"));
  } else {
    AUTOPILOT_TRY(summary, RunSummary(*journal, outcome.run, files, {isatty(STDOUT_FILENO) == 1, 100}));
    AUTOPILOT_CHECK(WriteOutput(summary));
  }
  return outcome.exit_code;
}

}  // namespace

void AddRun(CLI::App& app, Session& session, Chosen& chosen) {
  auto request = std::make_shared<RunRequest>();
  CLI::App* run = app.add_subcommand("run", "Turn an application into a verified sketch");
  run->add_option("application", request->application, "The app.toml; not with --resume");
  CLI::Option* stages = run->add_option("--stages", request->stages,
                                        "Which of dp,train,mc,sg (default: all; train where no model is given)")
                            ->delimiter(',')
                            ->check(CLI::IsMember({"dp", "train", "mc", "sg"}));
  CLI::Option* protocol =
      run->add_option(
             "--protocol", request->protocol,
             "How the model is asked: guided (the sketch piece by piece), whole (all at once), auto (one of these, by "
             "model and by what worked in this workspace; default), paper (all stages as the published study did)")
          ->check(CLI::IsMember({"auto", "guided", "whole", "paper"}));
  CLI::Option* paper_prompt =
      run->add_option("--paper-prompt", request->paper.prompt,
                      "Which of the study's prompts asks for the sketch: sg1, sg2, sg3 (default), l1, l2")
          ->check(CLI::IsMember({"sg1", "sg2", "sg3", "l1", "l2"}));
  CLI::Option* paper_precise = run->add_flag("--paper-precise", request->paper.precise,
                                             "The study's variant -P: sampling with temperature 0.1, top_p 0.3");
  run->add_option("--provider", request->provider,
                  "Who writes: local (default), reference (no model), or a service: openai, llama-server, vllm, ...");
  run->add_option("--out", request->out, "Workspace for journal and runs (default: .autopilot)");
  CLI::Option* seed = run->add_option("--seed", request->seed, "Seed of the model's sampling");
  run->add_option("--max-tokens", request->limits.tokens, "Stop after so many tokens")->check(kAboveZero);
  run->add_option("--max-usd", request->limits.usd, "Stop after so much money")->check(kAboveZero);
  run->add_flag("--allow-unknown-price", request->allow_unknown_price,
                "Begin with --max-usd although a model's price is not known");
  run->add_option("--max-seconds", request->limits.seconds, "Stop after so much time")->check(kAboveZero);
  CLI::Option* replay =
      run->add_option("--replay", request->replay, "Take the replies from a recording, as journal export prints it");
  run->add_option("--resume", request->resume, "Go on with a run of the workspace: its id, or last");
  run->add_flag("--json", session.json, "Print the result as JSON on stdout, and nothing else");
  const std::vector<CLI::Option*> fixed = {stages, protocol, paper_prompt, paper_precise, seed, replay};
  run->callback([&session, &chosen, request, paper_prompt, paper_precise, fixed] {
    const bool of_paper = paper_prompt->count() > 0 || paper_precise->count() > 0;
    std::string changed;  // What a run that is gone on with has already.
    for (const CLI::Option* option : fixed) {
      if (option->count() > 0) changed = option->get_name();
    }
    chosen = [&session, request, of_paper, changed]() -> Result<int> {
      if (request->application.empty() == request->resume.empty()) {
        return Fail(BadInput("give either an app.toml or --resume RUN", "autopilot run examples/fruit/app.toml"));
      }
      if (!request->resume.empty() && !changed.empty()) {
        return Fail(BadInput(fmt::format("{} cannot be given with --resume: the run goes on as it began", changed),
                             "leave it out, or begin another run"));
      }
      if (!request->replay.empty() && !request->provider.empty()) {
        return Fail(BadInput("--replay takes all replies from a recording, so --provider would ask nobody",
                             "leave one of them out"));
      }
      if (of_paper && request->protocol != "paper") {
        return Fail(BadInput("--paper-prompt and --paper-precise belong to the study's protocol",
                             "add --protocol paper, or leave them out"));
      }
      return Execute(session, *request);
    };
  });
}

}  // namespace autopilot
