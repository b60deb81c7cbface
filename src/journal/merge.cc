#include "journal/merge.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <set>

#include "core/hash.h"
#include "finding/finding.h"
#include "journal/journal_file.h"

namespace autopilot {
namespace {

namespace fs = std::filesystem;

/// More shards than anybody makes; a journal may say anything.
constexpr int kMostShards = 100'000;
constexpr std::size_t kMostNamed = 10;

/// All that a run is, but for the numbers of its attempts, which each journal gives anew.
constexpr std::string_view kContent[] = {
    "SELECT application, name, options, versions, folder, started, ended, verdict, contract FROM runs WHERE id = ?",
    "SELECT experiment, model, protocol, variant, application, sampling, repeat FROM trials WHERE run = ?",
    R"(SELECT stage, step, attempt, proposer, prompt, parameters, started, answered, reply, prompt_tokens,
       completion_tokens, usd, seconds, finish_reason, prompt_truncated, provider, model, coalesce(candidate, ''),
       verdict_json FROM attempts WHERE run = ? ORDER BY id)",
    "SELECT stage, step, decided_by, outcome, note FROM steps WHERE run = ? ORDER BY rowid",
    R"(SELECT stage, verdict, attempts, prompt_tokens, completion_tokens, usd, seconds, detail FROM stages
       WHERE run = ? ORDER BY rowid)"};
constexpr int kColumns[] = {9, 7, 19, 5, 8};

Result<std::string> DigestOf(Database& database, const std::string& run) {
  std::string digests;
  for (std::size_t table = 0; table < std::size(kContent); ++table) {
    AUTOPILOT_TRY(query, database.Prepare(kContent[table]));
    query.Bind(run);
    for (;;) {
      AUTOPILOT_TRY(row, query.Step());
      if (!row) break;
      std::string text = fmt::format("{} ", table);
      for (int column = 0; column < kColumns[table]; ++column) {
        const std::string value = query.Text(column);
        text += fmt::format("{} {}", value.size(), value);
      }
      digests += Sha256(text);
    }
  }
  return Sha256(digests);
}

/// A file as it is, or the journal of a workspace.
fs::path FileOf(const fs::path& named) { return fs::is_directory(named) ? named / "journal.sqlite" : named; }

/// What all the journals together would be, as far as they could contradict each other.
class Check {
 public:
  /// `target`: the journal that the others are added to. Its runs count whether they have ended or not.
  Status Add(Database& database, bool target) {
    AUTOPILOT_CHECK(AddExperiments(database, target));
    AUTOPILOT_TRY(runs,
                  database.Prepare(
                      "SELECT id, ended <> '', coalesce(json_extract(valid, '$.experiment'), ''),"
                      " coalesce(json_extract(valid, '$.shard'), ''), verdict FROM (SELECT id, ended, verdict, rowid,"
                      " iif(json_valid(options), options, '{}') AS valid FROM runs)"
                      " ORDER BY rowid"));
    for (;;) {
      AUTOPILOT_TRY(row, runs.Step());
      if (!row) break;
      const std::string run = runs.Text(0);
      const bool ended = runs.Integer(1) != 0;
      AddShard(runs.Text(2), runs.Text(3));  // It was given, whether it has ended or not.
      if (!ended && !target) continue;
      if (target && !runs_.contains(run)) continue;  // Nobody brings another one.
      if (!ended) {
        return Fail(BadInput(fmt::format("the run {} has not ended here, and another journal brings it as ended", run),
                             "go on with it first, or merge into another journal")
                        .At(database.file()));
      }
      AUTOPILOT_TRY(digest, DigestOf(database, run));
      const bool broken = runs.Text(4) == ToString(VerdictKind::kInfrastructure);
      const auto [known, is_new] = runs_.emplace(run, Known{digest, database.file(), broken});
      if (!is_new && known->second.digest != digest) {
        return Fail(IsAnother(run, known->second.file, broken || known->second.broken).At(database.file()));
      }
    }
    return AddTrials(database, target);
  }

  /// Where a part of an experiment says that there are others, they have to be there too.
  Status CheckShards(const fs::path& into) const {
    for (const auto& [experiment, counts] : shards_) {
      for (const auto& [count, present] : counts) {
        const auto without_trials = empty_.find(experiment);
        const std::size_t empty = without_trials == empty_.end() ? 0 : without_trials->second;
        const std::size_t missing = static_cast<std::size_t>(count) - present.size();
        if (missing <= empty) continue;
        std::vector<std::string> named;
        for (int i = 1; i <= count && named.size() < kMostNamed; ++i) {
          if (!present.contains(i)) named.push_back(fmt::format("{}/{}", i, count));
        }
        if (missing > named.size()) named.push_back(fmt::format("{} more", missing - named.size()));
        return Fail(BadInput(fmt::format("the experiment \"{}\" was run in {} shards, and {} {} in none of these "
                                         "journals",
                                         experiment, count, fmt::join(named, ", "), missing == 1 ? "is" : "are"),
                             "name their journals too, or say --partial")
                        .At(into.string()));
      }
    }
    return {};
  }

 private:
  struct Known {
    std::string digest;
    std::string file;
    bool broken = false;  ///< Ended for want of a server or tool, which may be tried again.
  };

  static Error IsAnother(const std::string& run, const std::string& file, bool tried_again) {
    std::string message = fmt::format("the run {} is another one in {}", run, file);
    if (!tried_again) {
      return BadInput(std::move(message), "one of them is no copy of the other; merge only one of the two journals");
    }
    return BadInput(
        message + ": it ended for want of a server or tool in one of them, and was tried again in the other",
        "after a --retry merge the journals of all shards again, into a new workspace");
  }

  Status AddExperiments(Database& database, bool target) {
    AUTOPILOT_TRY(rows, database.Prepare("SELECT name, matrix, name NOT IN (SELECT experiment FROM trials)"
                                         " FROM experiments"));
    for (;;) {
      AUTOPILOT_TRY(row, rows.Step());
      if (!row) return {};
      if (!target && rows.Integer(2) != 0) ++empty_[rows.Text(0)];
      const auto [known, is_new] = experiments_.emplace(rows.Text(0), Known{Sha256(rows.Text(1)), database.file()});
      if (is_new || known->second.digest == Sha256(rows.Text(1))) continue;
      return Fail(
          BadInput(fmt::format("the experiment \"{}\" has another matrix in {}", rows.Text(0), known->second.file),
                   "run the older one again with the newer experiment.toml, which adds what is new")
              .At(database.file()));
    }
  }

  /// By cell; another run of the same trial would double it.
  Status AddTrials(Database& database, bool target) {
    AUTOPILOT_TRY(rows,
                  database.Prepare("SELECT t.experiment, t.model, t.protocol, t.variant, t.application, t.sampling,"
                                   " t.repeat, t.run, r.ended <> '' FROM trials t JOIN runs r ON r.id = t.run"));
    for (;;) {
      AUTOPILOT_TRY(row, rows.Step());
      if (!row) return {};
      if (rows.Integer(8) == 0 && !target) continue;
      std::string cell;
      for (int column = 0; column < 7; ++column) cell += rows.Text(column) + "\n";
      const std::string key = Sha256(cell);
      const auto [known, is_new] = trials_.emplace(key, rows.Text(7));
      if (is_new || known->second == rows.Text(7)) continue;
      return Fail(BadInput(fmt::format("repeat {} of {} by {}, protocol {}, of the experiment \"{}\" has two runs: {} "
                                       "and {}",
                                       rows.Text(6), rows.Text(4), rows.Text(1), rows.Text(2), rows.Text(0),
                                       known->second, rows.Text(7)),
                           "merge only one of the two journals")
                      .At(database.file()));
    }
  }

  void AddShard(const std::string& experiment, const std::string& shard) {
    const std::size_t slash = shard.find('/');
    if (slash == std::string::npos) return;
    const int index = std::atoi(shard.c_str());
    const int count = std::atoi(shard.c_str() + slash + 1);
    if (index >= 1 && index <= count && count <= kMostShards) shards_[experiment][count].insert(index);
  }

  std::map<std::string, Known> runs_;
  std::map<std::string, Known> experiments_;
  std::map<std::string, std::string> trials_;  ///< Hash of the cell -> run.
  /// Experiment -> number of shards -> those that are there.
  std::map<std::string, std::map<int, std::set<int>>> shards_;
  /// Experiment -> journals to be added that know it and have no trial of it: shards that were dealt none.
  std::map<std::string, std::size_t> empty_;
};

constexpr const char* kIncoming = R"sql(
CREATE TEMP TABLE IF NOT EXISTS incoming (run TEXT PRIMARY KEY) WITHOUT ROWID;
DELETE FROM incoming;
INSERT INTO incoming SELECT id FROM source.runs WHERE ended <> '' AND id NOT IN (SELECT id FROM main.runs);
)sql";

/// Attempts keep their order and get numbers after those that are there: {0} is added to each.
constexpr const char* kCopy = R"sql(
INSERT INTO main.experiments SELECT name, matrix, started FROM source.experiments WHERE true
  ON CONFLICT (name) DO NOTHING;
INSERT INTO main.runs (id, application, name, options, versions, folder, started, ended, verdict, contract)
  SELECT id, application, name, options, versions, folder, started, ended, verdict, contract FROM source.runs
  WHERE id IN (SELECT run FROM incoming) ORDER BY rowid;
INSERT INTO main.trials (experiment, model, protocol, variant, application, sampling, repeat, run)
  SELECT experiment, model, protocol, variant, application, sampling, repeat, run FROM source.trials
  WHERE run IN (SELECT run FROM incoming);
INSERT INTO main.candidates (sha256, text)
  SELECT sha256, text FROM source.candidates WHERE sha256 IN
    (SELECT candidate FROM source.attempts WHERE candidate IS NOT NULL AND run IN (SELECT run FROM incoming))
  ON CONFLICT (sha256) DO NOTHING;
INSERT INTO main.attempts (id, run, stage, step, attempt, proposer, prompt, parameters, started, answered, reply,
    prompt_tokens, completion_tokens, usd, seconds, finish_reason, prompt_truncated, provider, model, candidate,
    verdict, gate, root_cause, paper_category, verdict_json)
  SELECT id + {0}, run, stage, step, attempt, proposer, prompt, parameters, started, answered, reply,
    prompt_tokens, completion_tokens, usd, seconds, finish_reason, prompt_truncated, provider, model, candidate,
    verdict, gate, root_cause, paper_category, verdict_json
  FROM source.attempts WHERE run IN (SELECT run FROM incoming);
INSERT INTO main.findings (attempt, position, rule, severity, root_cause, paper_category, message, behind, file, line,
    col, evidence, input, expected, got, next)
  SELECT f.attempt + {0}, position, rule, severity, f.root_cause, f.paper_category, message, behind, file, line,
    col, evidence, input, expected, got, next
  FROM source.findings f JOIN source.attempts a ON a.id = f.attempt WHERE a.run IN (SELECT run FROM incoming);
INSERT INTO main.gates (attempt, position, gate, verdict, ms)
  SELECT g.attempt + {0}, position, g.gate, g.verdict, ms
  FROM source.gates g JOIN source.attempts a ON a.id = g.attempt WHERE a.run IN (SELECT run FROM incoming);
INSERT INTO main.steps (run, stage, step, decided_by, outcome, note)
  SELECT run, stage, step, decided_by, outcome, note FROM source.steps
  WHERE run IN (SELECT run FROM incoming) ORDER BY rowid;
INSERT INTO main.stages (run, stage, verdict, attempts, prompt_tokens, completion_tokens, usd, seconds, detail,
    paper_accepted, builds, reference_pieces)
  SELECT run, stage, verdict, attempts, prompt_tokens, completion_tokens, usd, seconds, detail, paper_accepted, builds,
    reference_pieces FROM source.stages
  WHERE run IN (SELECT run FROM incoming) ORDER BY rowid;
)sql";

Status Copy(Database& into, MergeCounts& counts) {
  AUTOPILOT_TRY(transaction, Transaction::Begin(into));
  AUTOPILOT_CHECK(into.Execute(kIncoming));
  AUTOPILOT_TRY(incoming, into.Number("SELECT count(*) FROM incoming"));
  AUTOPILOT_TRY(ended, into.Number("SELECT count(*) FROM source.runs WHERE ended <> ''"));
  counts.runs = static_cast<int>(incoming);
  counts.already = static_cast<int>(ended - incoming);
  AUTOPILOT_TRY(last, into.Number("SELECT coalesce(max(id), 0) FROM main.attempts"));
  AUTOPILOT_TRY(first, into.Number("SELECT coalesce(min(id), 1) FROM source.attempts"));
  AUTOPILOT_CHECK(into.Execute(fmt::format(fmt::runtime(kCopy), last - first + 1).c_str()));
  AUTOPILOT_TRY(open, into.Prepare("SELECT id FROM source.runs WHERE ended = '' ORDER BY rowid"));
  for (;;) {
    AUTOPILOT_TRY(row, open.Step());
    if (!row) break;
    counts.unfinished.push_back(open.Text(0));
  }
  return transaction.Commit();
}

/// Each of them as a whole or not at all. All are journals of this version.
Result<std::vector<MergeCounts>> CopyAll(const fs::path& target, const std::vector<fs::path>& from) {
  AUTOPILOT_TRY(database, OpenJournalFile(target));
  std::vector<MergeCounts> all;
  for (const fs::path& named : from) {
    MergeCounts counts;
    counts.from = FileOf(named);
    AUTOPILOT_CHECK(database.AttachToRead(counts.from, "source"));
    AUTOPILOT_CHECK(Copy(database, counts));
    AUTOPILOT_CHECK(database.Execute("DETACH source"));
    all.push_back(std::move(counts));
  }
  return all;
}

}  // namespace

fs::path JournalToMergeInto(const fs::path& into) {
  return fs::exists(into) || into.extension() == ".sqlite" ? FileOf(into) : into / "journal.sqlite";
}

Result<std::vector<MergeCounts>> MergeJournals(const fs::path& into, const std::vector<fs::path>& from, bool partial) {
  const fs::path target = JournalToMergeInto(into);
  Check check;
  for (const fs::path& named : from) {
    const fs::path file = FileOf(named);
    if (!fs::is_regular_file(file)) {
      return Fail(BadInput("there is no journal here", "name a workspace or its journal.sqlite").At(file.string()));
    }
    std::error_code error;
    if (fs::exists(target) && fs::equivalent(file, target, error)) {
      return Fail(BadInput("a journal cannot be merged into itself", "name the others alone").At(file.string()));
    }
    AUTOPILOT_TRY(database, OpenJournalToRead(file));
    AUTOPILOT_CHECK(check.Add(database, false));
  }
  if (HasJournal(target)) {
    AUTOPILOT_TRY(database, OpenJournalToRead(target));
    AUTOPILOT_CHECK(check.Add(database, true));
  }
  if (!partial) AUTOPILOT_CHECK(check.CheckShards(target));

  return CopyAll(target, from);
}

Result<std::vector<MergeCounts>> MergeShards(const fs::path& into, const std::vector<fs::path>& from) {
  std::vector<fs::path> begun;
  for (const fs::path& named : from) {
    if (!HasJournal(FileOf(named))) continue;
    AUTOPILOT_CHECK(OpenJournalToRead(FileOf(named)));
    begun.push_back(named);
  }
  return CopyAll(FileOf(into), begun);
}

}  // namespace autopilot
