#include "journal/sqlite_journal.h"

#include <nlohmann/json.hpp>

#include "core/hash.h"

namespace autopilot {

Status SqliteJournal::ExpectOneChange(const std::string& what) {
  AUTOPILOT_TRY(changed, database_.Number("SELECT changes()"));
  if (changed == 1) return {};
  return Fail(Infrastructure(what + " is not in the journal").At(database_.file()));
}

Status SqliteJournal::BeginRun(const RunRecord& run) {
  AUTOPILOT_TRY(insert, database_.Prepare("INSERT INTO runs (id, application, name, options, versions, folder, started)"
                                          " VALUES (?, ?, ?, ?, ?, ?, ?)"));
  insert.Bind(run.id).Bind(run.application).Bind(run.name).Bind(run.options).Bind(run.versions).Bind(run.folder);
  return insert.Bind(run.started.empty() ? clock_->Timestamp() : run.started).Run();
}

Status SqliteJournal::BeginTrial(const RunRecord& run, const TrialRecord& trial) {
  AUTOPILOT_TRY(transaction, Transaction::Begin(database_));
  AUTOPILOT_CHECK(BeginRun(run));
  AUTOPILOT_TRY(insert, database_.Prepare("INSERT INTO trials (experiment, model, protocol, variant, application,"
                                          " sampling, repeat, run) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"));
  insert.Bind(trial.experiment).Bind(trial.model).Bind(trial.protocol).Bind(trial.variant).Bind(trial.application);
  AUTOPILOT_CHECK(insert.Bind(trial.sampling).Bind(trial.repeat).Bind(run.id).Run());
  return transaction.Commit();
}

Status SqliteJournal::PutExperiment(const ExperimentRecord& experiment) {
  AUTOPILOT_TRY(insert, database_.Prepare("INSERT INTO experiments (name, matrix, started) VALUES (?, ?, ?)"
                                          " ON CONFLICT (name) DO UPDATE SET matrix = excluded.matrix"));
  insert.Bind(experiment.name).Bind(experiment.matrix);
  return insert.Bind(experiment.started.empty() ? clock_->Timestamp() : experiment.started).Run();
}

Status SqliteJournal::EndRun(const std::string& run, const std::string& verdict) {
  AUTOPILOT_TRY(update, database_.Prepare("UPDATE runs SET ended = ?, verdict = ? WHERE id = ?"));
  AUTOPILOT_CHECK(update.Bind(clock_->Timestamp()).Bind(verdict).Bind(run).Run());
  return ExpectOneChange("run " + run);
}

Status SqliteJournal::ReopenRun(const std::string& run) {
  AUTOPILOT_TRY(transaction, Transaction::Begin(database_));
  // That it was says that its stages are not all that it has cost.
  AUTOPILOT_TRY(update, database_.Prepare("UPDATE runs SET ended = '', verdict = '', options = CASE"
                                          " WHEN json_valid(options) THEN json_set(options, '$.reopened', json('true'))"
                                          " ELSE options END WHERE id = ?"));
  AUTOPILOT_CHECK(update.Bind(run).Run());
  AUTOPILOT_CHECK(ExpectOneChange("run " + run));
  for (const char* sql : {"DELETE FROM stages WHERE run = ?", "DELETE FROM steps WHERE run = ?"}) {
    AUTOPILOT_TRY(remove, database_.Prepare(sql));
    AUTOPILOT_CHECK(remove.Bind(run).Run());
  }
  AUTOPILOT_TRY(cut_off, database_.Prepare("SELECT id FROM attempts WHERE run = ? AND answered = 0 AND verdict = ''"
                                           " AND prompt <> '[]' AND prompt_tokens + completion_tokens > 0"));
  cut_off.Bind(run);
  std::vector<std::int64_t> ids;
  for (;;) {
    AUTOPILOT_TRY(row, cut_off.Step());
    if (!row) break;
    ids.push_back(cut_off.Integer(0));
  }
  const Verdict verdict = NoReply(Infrastructure("the run was cut off before the reply was here"));
  for (const std::int64_t id : ids) AUTOPILOT_CHECK(SetVerdict(id, verdict));
  return transaction.Commit();
}

Status SqliteJournal::SetContract(const std::string& run, const std::string& contract_json) {
  AUTOPILOT_TRY(update, database_.Prepare("UPDATE runs SET contract = ? WHERE id = ?"));
  AUTOPILOT_CHECK(update.Bind(contract_json).Bind(run).Run());
  return ExpectOneChange("run " + run);
}

Result<std::int64_t> SqliteJournal::BeginAttempt(const AttemptRecord& attempt) {
  // The index attempts_in_flight makes the row of an attempt that was killed before its reply, or of a proposal of the
  // tool's own, the conflict, so it is taken over; what was answered, or failed, stays as it is.
  AUTOPILOT_TRY(insert,
                database_.Prepare(
                    "INSERT INTO attempts (run, stage, step, attempt, proposer, prompt, parameters, started)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                    " ON CONFLICT (run, stage, step, attempt) WHERE answered = 0 AND (verdict = '' OR prompt = '[]')"
                    " DO UPDATE SET"
                    " proposer = excluded.proposer, prompt = excluded.prompt,"
                    " parameters = excluded.parameters, started = excluded.started"
                    " RETURNING id"));
  insert.Bind(attempt.run).Bind(attempt.key.stage).Bind(attempt.key.step).Bind(attempt.key.attempt);
  insert.Bind(attempt.proposer).Bind(attempt.prompt).Bind(attempt.parameters);
  insert.Bind(attempt.started.empty() ? clock_->Timestamp() : attempt.started);
  AUTOPILOT_TRY(row, insert.Step());
  if (!row) return Fail(Infrastructure("the journal gave the attempt no number").At(database_.file()));
  const std::int64_t id = insert.Integer(0);
  AUTOPILOT_CHECK(insert.Run());  // The row is committed when the statement has been stepped to its end.
  return id;
}

Status SqliteJournal::SetReply(std::int64_t attempt, const ChatReply& reply, const ChatReply& lost) {
  AUTOPILOT_TRY(transaction, Transaction::Begin(database_));
  AUTOPILOT_TRY(update, database_.Prepare("UPDATE attempts SET answered = 1, reply = ?, prompt_tokens = ?,"
                                          " completion_tokens = ?, usd = ?, seconds = ?, finish_reason = ?,"
                                          " prompt_truncated = ?, provider = ?, model = ? WHERE id = ?"));
  update.Bind(reply.text).Bind(reply.prompt_tokens).Bind(reply.completion_tokens).Bind(reply.usd).Bind(reply.seconds);
  update.Bind(reply.finish_reason).Bind(reply.prompt_truncated).Bind(reply.provider).Bind(reply.model).Bind(attempt);
  AUTOPILOT_CHECK(update.Run());
  AUTOPILOT_CHECK(ExpectOneChange("attempt " + std::to_string(attempt)));
  if (CostsAnything(lost)) {
    AUTOPILOT_TRY(insert, database_.Prepare(
                              "INSERT INTO attempts (run, stage, step, attempt, proposer, prompt, parameters, started)"
                              " SELECT run, stage, step, attempt, proposer, prompt, parameters, started FROM attempts"
                              " WHERE id = ?"));
    AUTOPILOT_CHECK(insert.Bind(attempt).Run());
    const std::int64_t tries = database_.last_insert_id();
    AUTOPILOT_CHECK(SetCost(tries, lost));
    AUTOPILOT_CHECK(SetVerdict(tries, NoReply(Infrastructure("replies broke off before one was whole"))));
  }
  return transaction.Commit();
}

Status SqliteJournal::SetCost(std::int64_t attempt, const ChatReply& lost) {
  AUTOPILOT_TRY(update, database_.Prepare("UPDATE attempts SET prompt_tokens = ?, completion_tokens = ?, usd = ?"
                                          " WHERE id = ?"));
  AUTOPILOT_CHECK(update.Bind(lost.prompt_tokens).Bind(lost.completion_tokens).Bind(lost.usd).Bind(attempt).Run());
  return ExpectOneChange("attempt " + std::to_string(attempt));
}

Status SqliteJournal::SetCandidate(std::int64_t attempt, const std::string& text) {
  AUTOPILOT_TRY(transaction, Transaction::Begin(database_));
  AUTOPILOT_TRY(update, database_.Prepare("UPDATE attempts SET candidate = ? WHERE id = ?"));
  if (text.empty()) {
    update.BindNull();
  } else {
    const std::string sha256 = Sha256(text);
    AUTOPILOT_TRY(insert, database_.Prepare("INSERT INTO candidates (sha256, text) VALUES (?, ?)"
                                            " ON CONFLICT (sha256) DO NOTHING"));
    AUTOPILOT_CHECK(insert.Bind(sha256).Bind(text).Run());
    update.Bind(sha256);
  }
  AUTOPILOT_CHECK(update.Bind(attempt).Run());
  AUTOPILOT_CHECK(ExpectOneChange("attempt " + std::to_string(attempt)));
  return transaction.Commit();
}

Status SqliteJournal::SetVerdict(std::int64_t attempt, const Verdict& verdict) {
  // Evidence quotes compilers and sketches, which may print any bytes; JSON holds only UTF-8.
  const std::string text = nlohmann::json(verdict).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  AUTOPILOT_TRY(transaction, Transaction::Begin(database_));
  AUTOPILOT_TRY(update, database_.Prepare("UPDATE attempts SET verdict = ?, gate = ?, root_cause = ?,"
                                          " paper_category = ?, verdict_json = ? WHERE id = ?"));
  update.Bind(ToString(verdict.verdict)).Bind(verdict.gate).Bind(verdict.root_cause).Bind(verdict.paper_category);
  AUTOPILOT_CHECK(update.Bind(text).Bind(attempt).Run());
  AUTOPILOT_CHECK(ExpectOneChange("attempt " + std::to_string(attempt)));
  AUTOPILOT_CHECK(InsertFindings(attempt, verdict));
  AUTOPILOT_CHECK(InsertGates(attempt, verdict));
  return transaction.Commit();
}

Status SqliteJournal::InsertFindings(std::int64_t attempt, const Verdict& verdict) {
  AUTOPILOT_TRY(clear, database_.Prepare("DELETE FROM findings WHERE attempt = ?"));
  AUTOPILOT_CHECK(clear.Bind(attempt).Run());
  int position = 0;
  for (const Finding& finding : verdict.findings) {
    AUTOPILOT_TRY(insert,
                  database_.Prepare("INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    insert.Bind(attempt).Bind(position++).Bind(finding.rule).Bind(ToString(finding.severity)).Bind(finding.root_cause);
    insert.Bind(finding.paper_category).Bind(finding.message).Bind(finding.behind).Bind(finding.file);
    insert.Bind(finding.line).Bind(finding.column).Bind(finding.evidence).Bind(finding.counterexample.input);
    insert.Bind(finding.counterexample.expected).Bind(finding.counterexample.got).Bind(finding.next);
    AUTOPILOT_CHECK(insert.Run());
  }
  return {};
}

Status SqliteJournal::InsertGates(std::int64_t attempt, const Verdict& verdict) {
  AUTOPILOT_TRY(clear, database_.Prepare("DELETE FROM gates WHERE attempt = ?"));
  AUTOPILOT_CHECK(clear.Bind(attempt).Run());
  int position = 0;
  for (const GateRecord& gate : verdict.gates) {
    AUTOPILOT_TRY(insert, database_.Prepare("INSERT INTO gates VALUES (?, ?, ?, ?, ?)"));
    insert.Bind(attempt).Bind(position++).Bind(gate.gate).Bind(ToString(gate.verdict)).Bind(gate.ms);
    AUTOPILOT_CHECK(insert.Run());
  }
  return {};
}

// Updating in place, not replacing, keeps the order in which steps and stages were first written.

Status SqliteJournal::PutStep(const StepRecord& step) {
  AUTOPILOT_TRY(insert,
                database_.Prepare("INSERT INTO steps (run, stage, step, decided_by, outcome, note)"
                                  " VALUES (?, ?, ?, ?, ?, ?)"
                                  " ON CONFLICT (run, stage, step) DO UPDATE SET decided_by = excluded.decided_by,"
                                  " outcome = excluded.outcome, note = excluded.note"));
  insert.Bind(step.run).Bind(step.stage).Bind(step.step).Bind(step.decided_by).Bind(step.outcome).Bind(step.note);
  return insert.Run();
}

Status SqliteJournal::PutStage(const StageRecord& stage) {
  // The last three columns repeat what stands in the detail, for reports over so many runs that no detail can be read.
  AUTOPILOT_TRY(insert,
                database_.Prepare(
                    "INSERT INTO stages (run, stage, verdict, attempts, prompt_tokens, completion_tokens,"
                    " usd, seconds, detail, paper_accepted, builds, reference_pieces)"
                    " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, json_extract(json, '$.paper_accepted'),"
                    " json_extract(json, '$.verdict.builds'),"
                    " coalesce(json_array_length(json, '$.reference_pieces'), 0)"
                    " FROM (SELECT CASE WHEN json_valid(?9) THEN ?9 ELSE '{}' END AS json) WHERE true"
                    " ON CONFLICT (run, stage) DO UPDATE SET verdict = excluded.verdict,"
                    " attempts = excluded.attempts, prompt_tokens = excluded.prompt_tokens,"
                    " completion_tokens = excluded.completion_tokens, usd = excluded.usd,"
                    " seconds = excluded.seconds, detail = excluded.detail, paper_accepted = excluded.paper_accepted,"
                    " builds = excluded.builds, reference_pieces = excluded.reference_pieces"));
  insert.Bind(stage.run).Bind(stage.stage).Bind(stage.verdict).Bind(stage.attempts).Bind(stage.prompt_tokens);
  return insert.Bind(stage.completion_tokens).Bind(stage.usd).Bind(stage.seconds).Bind(stage.detail).Run();
}

}  // namespace autopilot
