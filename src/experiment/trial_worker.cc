#include "experiment/trial_worker.h"

#include <algorithm>

#include "engine/run_memory.h"
#include "experiment/trial_line.h"
#include "journal/stage_detail.h"

namespace autopilot {
namespace {

/// What the journal says of the run that has ended.
Status ReadSpent(Journal& journal, const std::string& run, TrialOutcome& outcome) {
  AUTOPILOT_TRY(stages, journal.Stages(run));
  double tokens = 0;
  double usd = 0;
  for (const StageRecord& stage : stages) {
    tokens += stage.prompt_tokens + stage.completion_tokens;
    usd += stage.usd;
    if (stage.verdict != ToString(VerdictKind::kInfrastructure)) continue;
    AUTOPILOT_TRY(detail, ParseStageDetail(stage.detail));
    if (detail.verdict && !detail.verdict->findings.empty()) outcome.why = detail.verdict->findings.front().message;
  }
  outcome.tokens = std::max(outcome.tokens, tokens);
  outcome.usd = std::max(outcome.usd, usd);
  return {};
}

TrialOutcome RunTrial(const RunRequest& request, Workshop& workshop, RunMemory& memory) {
  TrialOutcome outcome;
  const auto ended = ExecuteRun(request, workshop, &memory);
  if (!ended) {
    outcome.error = Fail(ended.error());
    return outcome;
  }
  outcome.verdict = ToString(ended->verdict);
  // At least: the stages know what replies cost, the run also what failed calls may have.
  outcome.tokens = ended->tokens;
  outcome.usd = ended->usd;
  const Durability durability = request.replay.empty() ? Durability::kPower : Durability::kProcess;
  auto journal = memory.OpenJournal(ended->journal, durability);
  if (!journal) {
    outcome.error = Fail(journal.error());
  } else {
    outcome.error = ReadSpent(**journal, ended->run, outcome);
  }
  return outcome;
}

}  // namespace

Status ServeTrials(LineChannel& channel, Workshop& workshop) {
  RunMemory memory(workshop);
  while (true) {
    const auto line = channel.Read();
    if (!line && line.error().kind == ErrorKind::kInterrupted) return {};  // Between two trials nothing is lost.
    if (!line) return Fail(line.error());
    if (!*line) return {};
    AUTOPILOT_TRY(request, RequestFrom(**line));
    AUTOPILOT_CHECK(channel.Write(ToLine(RunTrial(request, workshop, memory))));
  }
}

}  // namespace autopilot
