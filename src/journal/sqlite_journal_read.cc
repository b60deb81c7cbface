#include <nlohmann/json.hpp>

#include "journal/sqlite_journal.h"
#include "journal/verdict_json.h"

namespace autopilot {
namespace {

constexpr std::string_view kRunColumns =
    "SELECT id, application, name, options, versions, folder, started, ended, verdict FROM runs ";

RunRecord ReadRun(const Statement& row) {
  return {row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4),
          row.Text(5), row.Text(6), row.Text(7), row.Text(8)};
}

ChatReply ReadReply(const Statement& row, int first) {
  ChatReply reply;
  reply.text = row.Text(first);
  reply.prompt_tokens = static_cast<int>(row.Integer(first + 1));
  reply.completion_tokens = static_cast<int>(row.Integer(first + 2));
  reply.usd = row.Real(first + 3);
  reply.seconds = row.Real(first + 4);
  reply.finish_reason = row.Text(first + 5);
  reply.prompt_truncated = row.Integer(first + 6) != 0;
  reply.provider = row.Text(first + 7);
  reply.model = row.Text(first + 8);
  return reply;
}

}  // namespace

Error SqliteJournal::NoSuchRun(const std::string& run) const {
  return BadInput("no run \"" + run + "\" in the journal", "list the runs with `autopilot journal ls`")
      .At(database_.file());
}

Status SqliteJournal::RequireRun(const std::string& run) {
  AUTOPILOT_TRY(query, database_.Prepare("SELECT 1 FROM runs WHERE id = ?"));
  AUTOPILOT_TRY(found, query.Bind(run).Step());
  if (!found) return Fail(NoSuchRun(run));
  return {};
}

Result<bool> SqliteJournal::HasRun(const std::string& run) {
  AUTOPILOT_TRY(query, database_.Prepare("SELECT 1 FROM runs WHERE id = ?"));
  return query.Bind(run).Step();
}

Result<bool> SqliteJournal::HasReply(const std::string& run, const AttemptKey& key, const std::string& text) {
  AUTOPILOT_TRY(query, database_.Prepare("SELECT 1 FROM attempts WHERE run = ? AND stage = ? AND step = ?"
                                         " AND attempt = ? AND answered = 1 AND reply = ?"));
  return query.Bind(run).Bind(key.stage).Bind(key.step).Bind(key.attempt).Bind(text).Step();
}

Result<std::vector<RunRecord>> SqliteJournal::Runs() {
  AUTOPILOT_TRY(query, database_.Prepare(std::string(kRunColumns) + "ORDER BY started DESC, rowid DESC"));
  std::vector<RunRecord> runs;
  for (;;) {
    AUTOPILOT_TRY(row, query.Step());
    if (!row) return runs;
    runs.push_back(ReadRun(query));
  }
}

Result<RunRecord> SqliteJournal::FindRun(const std::string& id) {
  // A whole id needs no look at all the others, of which an experiment has thousands.
  AUTOPILOT_TRY(query, database_.Prepare(std::string(kRunColumns) + "WHERE id = ?"));
  AUTOPILOT_TRY(found, query.Bind(id).Step());
  if (found) return ReadRun(query);
  AUTOPILOT_TRY(runs, Runs());
  if (id == "last") {
    if (!runs.empty()) return runs.front();
    return Fail(
        BadInput("the journal holds no run yet", "make one with `autopilot run APP.toml`").At(database_.file()));
  }
  std::vector<RunRecord> matches;
  for (const RunRecord& run : runs) {
    if (!id.empty() && run.id.starts_with(id)) matches.push_back(run);
  }
  if (matches.empty()) return Fail(NoSuchRun(id));
  if (matches.size() == 1) return matches.front();
  std::string names;
  for (const RunRecord& run : matches) names += (names.empty() ? "" : ", ") + run.id;
  return Fail(
      BadInput("several runs begin with \"" + id + "\": " + names, "write more of the id").At(database_.file()));
}

Result<std::string> SqliteJournal::Contract(const std::string& run) {
  AUTOPILOT_TRY(query, database_.Prepare("SELECT contract FROM runs WHERE id = ?"));
  AUTOPILOT_TRY(found, query.Bind(run).Step());
  if (!found) return Fail(NoSuchRun(run));
  return query.Text(0);
}

Result<std::vector<AttemptRecord>> SqliteJournal::Attempts(const std::string& run) {
  AUTOPILOT_CHECK(RequireRun(run));
  AUTOPILOT_TRY(query, database_.Prepare(
                           "SELECT id, stage, step, attempt, proposer, prompt, parameters, started, answered, reply,"
                           " prompt_tokens, completion_tokens, usd, seconds, finish_reason, prompt_truncated,"
                           " provider, model, candidate, candidates.text, verdict_json"
                           " FROM attempts LEFT JOIN candidates ON candidates.sha256 = attempts.candidate"
                           " WHERE run = ? ORDER BY id"));
  query.Bind(run);
  std::vector<AttemptRecord> attempts;
  for (;;) {
    AUTOPILOT_TRY(row, query.Step());
    if (!row) return attempts;
    AttemptRecord attempt;
    attempt.id = query.Integer(0);
    attempt.run = run;
    attempt.key = {query.Text(1), query.Text(2), static_cast<int>(query.Integer(3))};
    attempt.proposer = query.Text(4);
    attempt.prompt = query.Text(5);
    attempt.parameters = query.Text(6);
    attempt.started = query.Text(7);
    attempt.answered = query.Integer(8) != 0;
    attempt.reply = ReadReply(query, 9);
    attempt.candidate = query.Text(18);
    attempt.candidate_text = query.Text(19);
    if (const std::string text = query.Text(20); !text.empty()) {
      auto verdict = VerdictFromJson(nlohmann::json::parse(text, nullptr, false));
      if (!verdict) {
        Error error = std::move(verdict).error();
        error.message = "attempt " + std::to_string(attempt.id) + ": " + error.message;
        return Fail(std::move(error).At(database_.file()));
      }
      attempt.judged = true;
      attempt.verdict = std::move(*verdict);
    }
    attempts.push_back(std::move(attempt));
  }
}

Result<std::vector<StepRecord>> SqliteJournal::Steps(const std::string& run) {
  AUTOPILOT_CHECK(RequireRun(run));
  AUTOPILOT_TRY(query, database_.Prepare("SELECT run, stage, step, decided_by, outcome, note FROM steps"
                                         " WHERE run = ? ORDER BY rowid"));
  query.Bind(run);
  std::vector<StepRecord> steps;
  for (;;) {
    AUTOPILOT_TRY(row, query.Step());
    if (!row) return steps;
    steps.push_back({query.Text(0), query.Text(1), query.Text(2), query.Text(3), query.Text(4), query.Text(5)});
  }
}

Result<std::vector<StageRecord>> SqliteJournal::Stages(const std::string& run) {
  AUTOPILOT_CHECK(RequireRun(run));
  AUTOPILOT_TRY(query, database_.Prepare("SELECT run, stage, verdict, attempts, prompt_tokens, completion_tokens, usd,"
                                         " seconds, detail FROM stages WHERE run = ? ORDER BY rowid"));
  query.Bind(run);
  std::vector<StageRecord> stages;
  for (;;) {
    AUTOPILOT_TRY(row, query.Step());
    if (!row) return stages;
    StageRecord stage;
    stage.run = query.Text(0);
    stage.stage = query.Text(1);
    stage.verdict = query.Text(2);
    stage.attempts = static_cast<int>(query.Integer(3));
    stage.prompt_tokens = static_cast<int>(query.Integer(4));
    stage.completion_tokens = static_cast<int>(query.Integer(5));
    stage.usd = query.Real(6);
    stage.seconds = query.Real(7);
    stage.detail = query.Text(8);
    stages.push_back(std::move(stage));
  }
}

Result<std::vector<ExperimentRecord>> SqliteJournal::Experiments() {
  AUTOPILOT_TRY(query, database_.Prepare("SELECT name, matrix, started FROM experiments ORDER BY name"));
  std::vector<ExperimentRecord> experiments;
  for (;;) {
    AUTOPILOT_TRY(row, query.Step());
    if (!row) return experiments;
    experiments.push_back({query.Text(0), query.Text(1), query.Text(2)});
  }
}

Result<std::vector<TrialRecord>> SqliteJournal::Trials(const std::string& experiment) {
  AUTOPILOT_TRY(query, database_.Prepare(
                           "SELECT experiment, model, protocol, variant, application, sampling, repeat, run FROM trials"
                           " WHERE experiment = ? ORDER BY model, protocol, variant, application, sampling, repeat"));
  query.Bind(experiment);
  std::vector<TrialRecord> trials;
  for (;;) {
    AUTOPILOT_TRY(row, query.Step());
    if (!row) return trials;
    trials.push_back({query.Text(0), query.Text(1), query.Text(2), query.Text(3), query.Text(4), query.Text(5),
                      static_cast<int>(query.Integer(6)), query.Text(7)});
  }
}

}  // namespace autopilot
