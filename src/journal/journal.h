#pragma once

/// The record of everything: one SQLite file (WAL) a workspace, written before the step it records
/// is taken. `kill -9` loses at most the reply in flight. Tables: docs/formats/journal.md.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/status.h"
#include "finding/finding.h"
#include "llm/provider.h"

namespace autopilot {

struct RunRecord {
  std::string id;           ///< Short and unique in the journal, e.g. "20250131-120000-3f2a".
  std::string application;  ///< Absolute path of app.toml.
  std::string name;         ///< [application] name.
  std::string options;      ///< JSON: stages, seed, budgets, provider; enough to resume.
  std::string versions;     ///< JSON: tool, profile, prompts, model.
  std::string folder;       ///< Where the run's files are.
  std::string started;
  std::string ended;    ///< Empty while running or after a crash.
  std::string verdict;  ///< Empty until ended.
};

struct AttemptRecord {
  std::int64_t id = 0;
  std::string run;
  AttemptKey key;
  std::string proposer;    ///< "local/qwen2.5-coder-1.5b", "replay", "reference", "tool".
  std::string prompt;      ///< JSON array of messages; "[]" for a proposal of the tool's own.
  std::string parameters;  ///< JSON: temperature, top_p, seed, max_tokens, schema.
  bool answered = false;
  ChatReply reply;
  std::string candidate;  ///< SHA-256 of the candidate's text in `candidates`; empty if none.
  std::string candidate_text;
  bool judged = false;
  Verdict verdict;  ///< As judged; findings included.
  std::string started;

  /// Whether somebody was asked; false for what the tool itself proposed (Dialogue::Propose).
  bool asked() const { return prompt != "[]"; }
};

/// The outcome of one step (an operation, a decision, a piece): who decided and what came out.
struct StepRecord {
  std::string run;
  std::string stage;
  std::string step;
  std::string decided_by;  ///< "facts", "model", "repair", "reference", "tool".
  std::string outcome;     ///< JSON of the choice, or the code.
  std::string note;
};

/// Tokens, seconds and verdict of a stage; recomputable from its attempts except the verdict.
struct StageRecord {
  std::string run;
  std::string stage;
  std::string verdict;
  int attempts = 0;
  int prompt_tokens = 0;
  int completion_tokens = 0;
  double usd = 0;
  double seconds = 0;
  std::string detail;  ///< JSON: artifacts, reference_pieces, repaired_pieces, model_share, metrics.
};

/// An experiment: the matrix whose points are its trials (docs/formats/experiment.md).
struct ExperimentRecord {
  std::string name;
  std::string matrix;   ///< The text of experiment.toml as it was run.
  std::string started;  ///< Empty when written: now.
};

/// One point of an experiment's matrix with its repeat, and the run that it was given.
struct TrialRecord {
  std::string experiment;
  std::string model;        ///< As named in the matrix.
  std::string protocol;     ///< "guided", "whole", "paper:SG1", ...
  std::string variant;      ///< Of the prompts; empty: the standard ones.
  std::string application;  ///< [application] name.
  std::string sampling;     ///< Empty: as each question has it.
  int repeat = 1;           ///< From 1.
  std::string run;
};

/// What a commit survives.
enum class Durability {
  kPower,    ///< A power failure too: it is on the disk before the next step is taken.
  kProcess,  ///< The end of the process, however it comes; for what can be had again at no cost.
};

/// One journal file. Not thread-safe; several processes may have it open (WAL, busy timeout).
/// All writes fail with kInfrastructure (disk full, not writable), reads also with kBadInput for a
/// file that is no journal or a run that is not in it.
class Journal {
 public:
  /// Opens or creates. `clock` outlives the journal.
  static Result<std::unique_ptr<Journal>> Open(const std::filesystem::path& file, const Clock& clock,
                                               Durability durability = Durability::kPower);
  /// Opens one that is there, also where nothing can be written; every write fails. See journal_file.h.
  static Result<std::unique_ptr<Journal>> OpenToRead(const std::filesystem::path& file, const Clock& clock);
  virtual ~Journal() = default;

  virtual Status BeginRun(const RunRecord& run) = 0;
  /// The run and the trial that it is of: both or neither. Fails with kInfrastructure where the trial has a run.
  virtual Status BeginTrial(const RunRecord& run, const TrialRecord& trial) = 0;
  virtual Status EndRun(const std::string& run, const std::string& verdict) = 0;
  /// The run is gone on with: it has not ended, and its stages and steps are done again. Its attempts stay; one that
  /// was cut off and may have cost something is judged NoReply, so that the next one with its key has a row of its own.
  virtual Status ReopenRun(const std::string& run) = 0;
  /// Writes contract.json's text once it is measured.
  virtual Status SetContract(const std::string& run, const std::string& contract_json) = 0;

  /// Records the prompt before it is sent; returns the attempt's id. A row with the same run and key
  /// that has no reply is taken over.
  virtual Result<std::int64_t> BeginAttempt(const AttemptRecord& attempt) = 0;
  Status SetReply(std::int64_t attempt, const ChatReply& reply) { return SetReply(attempt, reply, ChatReply()); }
  /// With what tries that were lost before it may have cost: they are an attempt of their own, with the same key.
  virtual Status SetReply(std::int64_t attempt, const ChatReply& reply, const ChatReply& lost) = 0;
  /// What an attempt without a reply may have cost, or may cost while it is under way: its tokens and dollars.
  virtual Status SetCost(std::int64_t attempt, const ChatReply& lost) = 0;
  virtual Status SetCandidate(std::int64_t attempt, const std::string& text) = 0;
  virtual Status SetVerdict(std::int64_t attempt, const Verdict& verdict) = 0;
  virtual Status PutStep(const StepRecord& step) = 0;     ///< Insert or replace by run, stage, step.
  virtual Status PutStage(const StageRecord& stage) = 0;  ///< Insert or replace by run, stage.

  /// Insert, or replace the matrix of the one with this name.
  virtual Status PutExperiment(const ExperimentRecord& experiment) = 0;

  virtual Result<std::vector<RunRecord>> Runs() = 0;  ///< Newest first.
  /// `id` may be a unique prefix, or "last".
  virtual Result<RunRecord> FindRun(const std::string& id) = 0;
  virtual Result<std::string> Contract(const std::string& run) = 0;
  virtual Result<std::vector<AttemptRecord>> Attempts(const std::string& run) = 0;
  virtual Result<std::vector<StepRecord>> Steps(const std::string& run) = 0;
  virtual Result<std::vector<StageRecord>> Stages(const std::string& run) = 0;
  virtual Result<std::vector<ExperimentRecord>> Experiments() = 0;  ///< By name.
  /// Ordered as the table's key; empty for an experiment that is not there.
  virtual Result<std::vector<TrialRecord>> Trials(const std::string& experiment) = 0;
};

/// Whether any tokens were counted.
inline bool CostsAnything(const ChatReply& lost) { return lost.prompt_tokens + lost.completion_tokens > 0; }

/// The verdict of an attempt that got no reply, for reasons that are not the model's.
Verdict NoReply(const Error& error);

/// One reply a line: {"stage","step","attempt","text","prompt_tokens","completion_tokens",
/// "finish_reason","model",...}. What `journal export` prints and `run --replay` reads.
std::string ToReplayLine(const AttemptRecord& attempt);

}  // namespace autopilot
