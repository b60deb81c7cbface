#include "report/run_data.h"

#include <algorithm>

namespace autopilot {
namespace {

StageData* FindStage(RunData& data, const std::string& stage) {
  const auto found = std::find_if(data.stages.begin(), data.stages.end(),
                                  [&](const StageData& one) { return one.record.stage == stage; });
  return found == data.stages.end() ? nullptr : &*found;
}

StageData& FindOrAddStage(RunData& data, const std::string& stage) {
  if (StageData* found = FindStage(data, stage)) return *found;
  StageData added;
  added.record.run = data.run.id;
  added.record.stage = stage;
  added.finished = false;
  data.stages.push_back(std::move(added));
  return data.stages.back();
}

void AddUp(StageRecord& stage, const AttemptRecord& attempt) {
  if (!attempt.asked()) return;
  ++stage.attempts;
  stage.prompt_tokens += attempt.reply.prompt_tokens;
  stage.completion_tokens += attempt.reply.completion_tokens;
  stage.usd += attempt.reply.usd;
  stage.seconds += attempt.reply.seconds;
}

int CountAttempts(const RunData& data, const StepRecord& step) {
  return static_cast<int>(std::count_if(data.attempts.begin(), data.attempts.end(), [&](const AttemptRecord& attempt) {
    return attempt.asked() && attempt.key.stage == step.stage && attempt.key.step == step.step;
  }));
}

}  // namespace

std::string RunData::verdict() const { return run.verdict.empty() ? "unfinished" : run.verdict; }

const StageData* RunData::deciding() const {
  // Not always the last one: the study's protocol goes on after a stage that our gates reject.
  for (const StageData& stage : stages) {
    if (stage.detail.verdict && ToString(stage.detail.verdict->verdict) == verdict() && verdict() != "pass")
      return &stage;
  }
  const auto found =
      std::find_if(stages.rbegin(), stages.rend(), [](const StageData& stage) { return stage.detail.verdict; });
  return found == stages.rend() ? nullptr : &*found;
}

std::optional<bool> RunData::paper_accepted() const {
  const auto says = [](const StageData& stage) { return stage.detail.paper_accepted.has_value(); };
  if (stages.empty() || !std::all_of(stages.begin(), stages.end(), says)) return std::nullopt;
  return std::all_of(stages.begin(), stages.end(), [](const StageData& stage) { return *stage.detail.paper_accepted; });
}

Result<RunData> LoadRunData(Journal& journal, const std::string& run) {
  RunData data;
  AUTOPILOT_TRY(record, journal.FindRun(run));
  data.run = std::move(record);
  AUTOPILOT_TRY(contract, journal.Contract(data.run.id));
  data.contract = std::move(contract);
  AUTOPILOT_TRY(attempts, journal.Attempts(data.run.id));
  data.attempts = std::move(attempts);
  AUTOPILOT_TRY(stages, journal.Stages(data.run.id));
  for (StageRecord& stage : stages) {
    auto detail = ParseStageDetail(stage.detail);
    if (!detail) return Fail(BadInput("run " + data.run.id + ", stage " + stage.stage + ": " + detail.error().message));
    data.stages.push_back({std::move(stage), std::move(*detail), true});
  }
  for (const AttemptRecord& attempt : data.attempts) {
    StageData& stage = FindOrAddStage(data, attempt.key.stage);
    if (!stage.finished) AddUp(stage.record, attempt);
  }
  AUTOPILOT_TRY(steps, journal.Steps(data.run.id));
  for (const StepRecord& step : steps) {
    StageData& stage = FindOrAddStage(data, step.stage);
    std::vector<DecisionRecord>& decisions = stage.detail.decisions;
    const bool known = std::any_of(decisions.begin(), decisions.end(),
                                   [&](const DecisionRecord& decision) { return decision.step == step.step; });
    if (known) continue;
    decisions.push_back({step.step, step.decided_by, step.outcome, step.note, CountAttempts(data, step)});
  }
  return data;
}

}  // namespace autopilot
