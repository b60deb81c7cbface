#include "experiment/broken_trial.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "engine/stage_record.h"
#include "finding/finding.h"

namespace autopilot {
namespace {

/// The first stage that has not ended, else the last.
std::string StageOf(const std::vector<std::string>& stages, const std::vector<StageRecord>& ended) {
  for (const char* stage : {"dp", "train", "mc", "sg"}) {
    if (std::find(stages.begin(), stages.end(), stage) == stages.end()) continue;
    const bool done =
        std::any_of(ended.begin(), ended.end(), [&](const StageRecord& record) { return record.stage == stage; });
    if (!done) return stage;
  }
  return ended.empty() ? "sg" : ended.back().stage;
}

/// As the engine writes it, as far as it can be known without having begun.
Status Begin(Journal& journal, const Trial& trial) {
  const RunRequest& request = trial.request;
  RunRecord record;
  record.id = trial.record().run;
  record.application = request.application.string();
  record.name = trial.record().application;
  record.options = nlohmann::json{{"stages", request.stages},
                                  {"protocol", request.protocol},
                                  {"seed", request.seed},
                                  {"replay", request.replay.string()},
                                  {"experiment", trial.record().experiment},
                                  {"shard", request.trial->shard}}
                       .dump();
  record.versions = nlohmann::json{{"autopilot", AUTOPILOT_VERSION}}.dump();
  record.folder = (WorkspaceOf(request.out) / "runs" / record.id).string();
  return journal.BeginTrial(record, trial.record());
}

}  // namespace

Result<bool> HasBegun(Journal& journal, const Trial& trial) {
  const auto found = journal.FindRun(trial.record().run);
  if (!found && found.error().kind != ErrorKind::kBadInput) return Fail(found.error());
  return found.has_value();
}

Result<TrialOutcome> EndBroken(Journal& journal, const Trial& trial, const Error& reason) {
  const std::string& run = trial.record().run;
  AUTOPILOT_TRY(begun, HasBegun(journal, trial));
  if (!begun) AUTOPILOT_CHECK(Begin(journal, trial));
  AUTOPILOT_TRY(stages, journal.Stages(run));
  AUTOPILOT_TRY(attempts, journal.Attempts(run));
  TrialOutcome outcome;
  outcome.verdict = ToString(VerdictKind::kInfrastructure);
  outcome.why = reason.message;
  StageRecord stage;
  stage.run = run;
  stage.stage = StageOf(trial.request.stages, stages);
  stage.verdict = outcome.verdict;
  stage.detail = DetailText(reason);
  for (const AttemptRecord& attempt : attempts) {
    outcome.tokens += attempt.reply.prompt_tokens + attempt.reply.completion_tokens;
    outcome.usd += attempt.reply.usd;
    if (attempt.key.stage != stage.stage) continue;
    ++stage.attempts;
    stage.prompt_tokens += attempt.reply.prompt_tokens;
    stage.completion_tokens += attempt.reply.completion_tokens;
    stage.usd += attempt.reply.usd;
    stage.seconds += attempt.reply.seconds;
  }
  AUTOPILOT_CHECK(journal.PutStage(stage));
  AUTOPILOT_CHECK(journal.EndRun(run, outcome.verdict));
  return outcome;
}

}  // namespace autopilot
