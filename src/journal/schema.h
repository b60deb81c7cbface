#pragma once

/// The journal's tables, version 4. A change adds a version and the statements that lead to it.
/// Every table and column is explained in docs/formats/journal.md.

namespace autopilot {

/// Written into the file's header (PRAGMA application_id): "APJL".
inline constexpr int kJournalApplicationId = 0x41504A4C;
/// PRAGMA user_version of files that this program writes.
inline constexpr int kJournalVersion = 4;

/// From version 1: an attempt whose provider failed stays, also when another provider is asked for the same.
inline constexpr const char* kJournalFromVersion1 = R"sql(
DROP INDEX attempts_in_flight;
CREATE UNIQUE INDEX attempts_in_flight ON attempts(run, stage, step, attempt)
  WHERE answered = 0 AND (verdict = '' OR prompt = '[]');
)sql";

/// From version 2: experiments over many runs. Also the last part of a new journal.
inline constexpr const char* kJournalFromVersion2 = R"sql(
CREATE TABLE experiments (
  name    TEXT PRIMARY KEY,
  matrix  TEXT NOT NULL,
  started TEXT NOT NULL
);
CREATE TABLE trials (
  experiment  TEXT NOT NULL REFERENCES experiments(name) ON DELETE CASCADE,
  model       TEXT NOT NULL,
  protocol    TEXT NOT NULL,
  variant     TEXT NOT NULL,
  application TEXT NOT NULL,
  sampling    TEXT NOT NULL,
  repeat      INTEGER NOT NULL,
  run         TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
  PRIMARY KEY (experiment, model, protocol, variant, application, sampling, repeat)
);
CREATE INDEX trials_of_run ON trials(run, experiment, model, protocol);
)sql";

/// From version 3: what reports over many runs read, apart from the texts among which it stands, and indexes that
/// answer the live view's filters over a million attempts while somebody waits. Also part of a new journal.
inline constexpr const char* kJournalFromVersion3 = R"sql(
ALTER TABLE stages ADD COLUMN paper_accepted INTEGER;
ALTER TABLE stages ADD COLUMN builds INTEGER;
ALTER TABLE stages ADD COLUMN reference_pieces INTEGER NOT NULL DEFAULT 0;
UPDATE stages SET paper_accepted = json_extract(detail, '$.paper_accepted'),
  builds = json_extract(detail, '$.verdict.builds'),
  reference_pieces = coalesce(json_array_length(detail, '$.reference_pieces'), 0)
  WHERE json_valid(detail);
CREATE INDEX runs_outcome ON runs(id, verdict);
CREATE INDEX stages_outcome ON stages(run, stage, verdict, attempts, prompt_tokens, completion_tokens, usd, seconds,
  paper_accepted, builds, reference_pieces);
CREATE INDEX attempts_outcome ON attempts(run, stage, verdict, paper_category, root_cause, proposer);
CREATE INDEX runs_by_start ON runs(started, verdict, name);
CREATE INDEX runs_open ON runs(started) WHERE ended = '';
CREATE INDEX attempts_to_filter ON attempts(id, stage, verdict, model, root_cause, paper_category, run);
CREATE INDEX attempts_by_cause ON attempts(root_cause) WHERE root_cause <> '';
CREATE INDEX attempts_by_model ON attempts(model, stage, verdict);
)sql";

/// The tables of version 2, to which the later ones are added.
inline constexpr const char* kJournalSchema = R"sql(
CREATE TABLE runs (
  id          TEXT PRIMARY KEY,
  application TEXT NOT NULL,
  name        TEXT NOT NULL,
  options     TEXT NOT NULL,
  versions    TEXT NOT NULL,
  folder      TEXT NOT NULL,
  started     TEXT NOT NULL,
  ended       TEXT NOT NULL DEFAULT '',
  verdict     TEXT NOT NULL DEFAULT '',
  contract    TEXT NOT NULL DEFAULT ''
);
CREATE TABLE candidates (
  sha256 TEXT PRIMARY KEY,
  text   TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE attempts (
  id                INTEGER PRIMARY KEY,
  run               TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
  stage             TEXT NOT NULL,
  step              TEXT NOT NULL,
  attempt           INTEGER NOT NULL,
  proposer          TEXT NOT NULL,
  prompt            TEXT NOT NULL,
  parameters        TEXT NOT NULL,
  started           TEXT NOT NULL,
  answered          INTEGER NOT NULL DEFAULT 0,
  reply             TEXT NOT NULL DEFAULT '',
  prompt_tokens     INTEGER NOT NULL DEFAULT 0,
  completion_tokens INTEGER NOT NULL DEFAULT 0,
  usd               REAL NOT NULL DEFAULT 0,
  seconds           REAL NOT NULL DEFAULT 0,
  finish_reason     TEXT NOT NULL DEFAULT '',
  prompt_truncated  INTEGER NOT NULL DEFAULT 0,
  provider          TEXT NOT NULL DEFAULT '',
  model             TEXT NOT NULL DEFAULT '',
  candidate         TEXT REFERENCES candidates(sha256),
  verdict           TEXT NOT NULL DEFAULT '',
  gate              TEXT NOT NULL DEFAULT '',
  root_cause        TEXT NOT NULL DEFAULT '',
  paper_category    TEXT NOT NULL DEFAULT '',
  verdict_json      TEXT NOT NULL DEFAULT ''
);
CREATE INDEX attempts_of_run ON attempts(run, id);
CREATE UNIQUE INDEX attempts_in_flight ON attempts(run, stage, step, attempt)
  WHERE answered = 0 AND (verdict = '' OR prompt = '[]');
CREATE TABLE findings (
  attempt        INTEGER NOT NULL REFERENCES attempts(id) ON DELETE CASCADE,
  position       INTEGER NOT NULL,
  rule           TEXT NOT NULL,
  severity       TEXT NOT NULL,
  root_cause     TEXT NOT NULL,
  paper_category TEXT NOT NULL,
  message        TEXT NOT NULL,
  behind         INTEGER NOT NULL,
  file           TEXT NOT NULL,
  line           INTEGER NOT NULL,
  col            INTEGER NOT NULL,
  evidence       TEXT NOT NULL,
  input          TEXT NOT NULL,
  expected       TEXT NOT NULL,
  got            TEXT NOT NULL,
  next           TEXT NOT NULL,
  PRIMARY KEY (attempt, position)
) WITHOUT ROWID;
CREATE TABLE gates (
  attempt  INTEGER NOT NULL REFERENCES attempts(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  gate     TEXT NOT NULL,
  verdict  TEXT NOT NULL,
  ms       REAL NOT NULL,
  PRIMARY KEY (attempt, position)
) WITHOUT ROWID;
CREATE TABLE steps (
  run        TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
  stage      TEXT NOT NULL,
  step       TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  outcome    TEXT NOT NULL,
  note       TEXT NOT NULL,
  PRIMARY KEY (run, stage, step)
);
CREATE TABLE stages (
  run               TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
  stage             TEXT NOT NULL,
  verdict           TEXT NOT NULL,
  attempts          INTEGER NOT NULL,
  prompt_tokens     INTEGER NOT NULL,
  completion_tokens INTEGER NOT NULL,
  usd               REAL NOT NULL,
  seconds           REAL NOT NULL,
  detail            TEXT NOT NULL,
  PRIMARY KEY (run, stage)
);
)sql";

}  // namespace autopilot
