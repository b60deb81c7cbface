#include "results/trial_set.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <unordered_map>

namespace autopilot {
namespace {

// Whole tables are read in the order in which they lie, not row by row by run: a journal may hold millions of rows, and
// most of them are wanted. Both of these give the same columns.
constexpr std::string_view kOfExperiment = R"sql(
  SELECT model, protocol, variant, application, sampling, repeat, 0, run
  FROM trials NOT INDEXED WHERE experiment = ?)sql";

// A model is called as its provider and its name; others' recordings by what they say of themselves, and their batch
// stands for the application.
constexpr std::string_view kOfNoExperiment = R"sql(
  SELECT CASE WHEN imported AND o ->> '$.model' IS NOT NULL THEN o ->> '$.model'
              WHEN v ->> '$.model' IS NOT NULL THEN coalesce(v ->> '$.provider', '') || '/' || (v ->> '$.model')
              ELSE coalesce((SELECT replace(a.proposer, 'recorded/', '') FROM attempts a
                             WHERE a.run = r.id AND a.prompt <> '[]'
                             ORDER BY a.id DESC LIMIT 1), '') END,
         CASE WHEN imported THEN 'recorded' || coalesce(':' || nullif(o ->> '$.prompt', ''), '')
              WHEN o ->> '$.protocol' = 'paper'
              THEN 'paper:' || upper(coalesce(o ->> '$.paper_prompt', '')) ||
                   iif(coalesce(o ->> '$.paper_precise', 0), '-P', '')
              ELSE coalesce(o ->> '$.protocol', '') END,
         '', r.name, '', 0, imported, r.id
  FROM (SELECT rowid AS number, id, name, iif(json_valid(options), options, '{}') AS o,
               iif(json_valid(versions), versions, '{}') AS v,
               coalesce(iif(json_valid(options), options, '{}') ->> '$.imported', 0) AS imported
        FROM runs) r
  WHERE NOT EXISTS (SELECT 1 FROM trials t WHERE t.run = r.id)
  ORDER BY r.number)sql";

constexpr std::string_view kVerdicts = "SELECT id, verdict FROM runs";

constexpr std::string_view kStages = R"sql(
  SELECT run, stage, verdict, attempts, prompt_tokens, completion_tokens, seconds, usd, paper_accepted, builds,
         reference_pieces
  FROM stages ORDER BY run)sql";

// What the program itself proposed is no attempt of a model's.
constexpr std::string_view kAttempts = R"sql(
  SELECT run, stage, verdict, paper_category, root_cause
  FROM attempts WHERE proposer NOT IN ('tool', 'reference', 'repair') ORDER BY run, stage)sql";

/// What one run did at one stage.
struct StageRow {
  std::string stage;
  std::string verdict;
  TrialRow trial;
  int reference_pieces = 0;
};

/// One run with its stages, as the rows of the statements have it.
struct RunRows {
  Group group;  ///< Without a stage.
  int repeat = 0;
  bool imported = false;
  std::string id;
  std::string verdict;
  std::vector<StageRow> stages;
};

bool IsFailure(const std::string& verdict) { return verdict == "reject" || verdict == "budget"; }

/// By our rule; nothing where the verdict says nothing of the model.
std::optional<bool> Ours(const std::string& verdict, int reference_pieces) {
  if (verdict == "pass") return reference_pieces == 0;
  if (IsFailure(verdict)) return false;
  return std::nullopt;
}

class Reader {
 public:
  explicit Reader(Database& database) : database_(&database) {}

  Result<TrialSet> Read(const std::optional<std::string>& experiment) {
    AUTOPILOT_TRY(query, database_->Prepare(experiment ? kOfExperiment : kOfNoExperiment));
    if (experiment) query.Bind(*experiment);
    AUTOPILOT_CHECK(ReadRuns(query));
    AUTOPILOT_CHECK(ReadVerdicts());
    AUTOPILOT_CHECK(ReadStages());
    AddUnreached();
    if (several_stages_) AddWholeRuns();
    Sort();
    AUTOPILOT_CHECK(ReadAttempts());
    return std::move(set_);
  }

 private:
  Status ReadRuns(Statement& query) {
    for (;;) {
      AUTOPILOT_TRY(row, query.Step());
      if (!row) return {};
      RunRows run;
      run.group = {query.Text(0), query.Text(1), query.Text(2), query.Text(3), query.Text(4), ""};
      run.repeat = static_cast<int>(query.Integer(5));
      run.imported = query.Integer(6) != 0;
      run.id = query.Text(7);
      number_of_.emplace(run.id, runs_.size());
      runs_.push_back(std::move(run));
      ++set_.runs;
    }
  }

  Status ReadVerdicts() {
    AUTOPILOT_TRY(query, database_->Prepare(kVerdicts));
    for (;;) {
      AUTOPILOT_TRY(row, query.Step());
      if (!row) return {};
      const auto found = number_of_.find(query.Text(0));
      if (found == number_of_.end()) continue;
      RunRows& run = runs_[found->second];
      run.verdict = query.Text(1);
      if (run.verdict.empty()) ++set_.unfinished;
    }
  }

  Status ReadStages() {
    AUTOPILOT_TRY(query, database_->Prepare(kStages));
    std::string id;
    RunRows* run = nullptr;
    for (;;) {
      AUTOPILOT_TRY(row, query.Step());
      if (!row) return {};
      if (std::string its = query.Text(0); its != id) {  // Stages come run by run.
        id = std::move(its);
        const auto found = number_of_.find(id);
        run = found == number_of_.end() ? nullptr : &runs_[found->second];
      }
      if (run != nullptr) AddStage(query, *run);
    }
  }

  void AddStage(const Statement& query, RunRows& run) {
    StageRow row;
    row.stage = query.Text(1);
    row.verdict = query.Text(2);
    row.reference_pieces = static_cast<int>(query.Integer(10));
    TrialRow& trial = row.trial;
    trial.repeat = run.repeat;
    trial.run = run.id;
    trial.verdict = row.verdict;
    trial.attempts = static_cast<int>(query.Integer(3));
    trial.prompt_tokens = query.Integer(4);
    trial.completion_tokens = query.Integer(5);
    trial.seconds = query.Real(6);
    trial.usd = query.Real(7);
    if (!run.imported) trial.ours = Ours(row.verdict, row.reference_pieces);
    trial.paper = Paper(query.Flag(8), query.Flag(9), run, row);
    run.stages.push_back(std::move(row));
    stages_of_[run.group.application].insert(run.stages.back().stage);
    if (run.stages.size() > 1 && !run.imported) several_stages_ = true;
  }

  /// What the study would have counted. Its own protocol says so itself. A recording is what was recorded, whatever the
  /// reason: the study counted cut prompts as failures. A sketch of another protocol is what its compiler says. Scripts
  /// of other protocols are none that the study would run. Attempts that were used up are failures, also those of a
  /// budget.
  static std::optional<bool> Paper(std::optional<bool> accepted, std::optional<bool> builds, const RunRows& run,
                                   const StageRow& row) {
    if (accepted) return accepted;
    if (run.imported) {
      if (row.verdict == "inconclusive") return std::nullopt;
      return row.verdict == "pass";
    }
    if (run.group.protocol.starts_with("paper") && IsFailure(row.verdict)) return false;
    if (row.stage != "sg" || (row.verdict != "pass" && !IsFailure(row.verdict))) return std::nullopt;
    return builds.value_or(false);  // Not known: there was nothing to build.
  }

  /// A run that has not ended, or that broke down before its first stage ended, is shown at the stages that others of
  /// its application have; one that ended earlier has not reached the later ones and is no trial of them.
  void AddUnreached() {
    for (RunRows& run : runs_) {
      const bool unfinished = run.verdict.empty();
      if (!unfinished && !run.stages.empty()) continue;
      for (const std::string& stage : stages_of_[run.group.application]) {
        const auto has = [&](const StageRow& row) { return row.stage == stage; };
        if (std::any_of(run.stages.begin(), run.stages.end(), has)) continue;
        StageRow row;
        row.stage = stage;
        row.verdict = run.verdict;
        row.trial.repeat = run.repeat;
        row.trial.run = run.id;
        row.trial.verdict = run.verdict;
        if (!run.imported) row.trial.ours = Ours(run.verdict, 0);
        run.stages.push_back(std::move(row));
      }
    }
  }

  void AddWholeRuns() {
    for (RunRows& run : runs_) {
      if (run.imported || run.stages.empty()) continue;
      StageRow whole;
      whole.stage = "run";
      whole.trial.run = run.id;
      whole.trial.repeat = run.repeat;
      whole.trial.verdict = run.verdict;
      whole.trial.paper = true;
      int reference_pieces = 0;
      for (const StageRow& row : run.stages) {
        reference_pieces += row.reference_pieces;
        whole.trial.attempts += row.trial.attempts;
        whole.trial.prompt_tokens += row.trial.prompt_tokens;
        whole.trial.completion_tokens += row.trial.completion_tokens;
        whole.trial.seconds += row.trial.seconds;
        whole.trial.usd += row.trial.usd;
        if (!whole.trial.paper || !row.trial.paper) {
          whole.trial.paper.reset();
        } else if (!*row.trial.paper) {
          whole.trial.paper = false;
        }
      }
      if (run.verdict.empty()) whole.trial.paper.reset();
      whole.trial.ours = Ours(run.verdict, reference_pieces);
      run.stages.push_back(std::move(whole));
    }
  }

  void Sort() {
    std::map<Group, std::size_t> numbers;
    std::vector<std::size_t> first;  // As they came -> sorted.
    for (RunRows& run : runs_) {
      for (StageRow& row : run.stages) {
        run.group.stage = row.stage;
        const auto [at, added] = numbers.emplace(run.group, set_.cells.size());
        if (added) set_.cells.push_back(run.group);
        row.trial.cell = at->second;
        set_.trials.push_back(std::move(row.trial));
      }
    }
    runs_.clear();
    number_of_.clear();
    std::sort(set_.cells.begin(), set_.cells.end(), GroupBefore);
    first.resize(set_.cells.size());
    for (std::size_t i = 0; i < set_.cells.size(); ++i) first[numbers.at(set_.cells[i])] = i;
    for (TrialRow& trial : set_.trials) trial.cell = first[trial.cell];
    std::sort(set_.trials.begin(), set_.trials.end(), [](const TrialRow& a, const TrialRow& b) {
      return std::tie(a.cell, a.repeat, a.run) < std::tie(b.cell, b.repeat, b.run);
    });
  }

  /// Attempts come run by run and stage by stage, so that each run is looked up once.
  Status ReadAttempts() {
    set_.failures.resize(set_.cells.size());
    std::unordered_map<std::string_view, std::vector<const TrialRow*>> of_run;
    of_run.reserve(static_cast<std::size_t>(set_.runs));
    for (const TrialRow& trial : set_.trials) {
      if (set_.cells[trial.cell].stage != "run") of_run[trial.run].push_back(&trial);
    }
    AUTOPILOT_TRY(query, database_->Prepare(kAttempts));
    std::string run;
    std::string stage;
    const std::vector<const TrialRow*>* trials = nullptr;  // Of the run; none where it is not reported.
    const TrialRow* trial = nullptr;
    std::set<std::string> categories;  // That this trial was seen to fail with.
    std::set<std::string> causes;
    for (;;) {
      AUTOPILOT_TRY(row, query.Step());
      if (!row) return {};
      std::string its_run = query.Text(0);
      std::string its_stage = query.Text(1);
      const bool same_run = its_run == run;
      if (!same_run) {
        run = std::move(its_run);
        const auto found = of_run.find(run);
        trials = found == of_run.end() ? nullptr : &found->second;
      }
      if (trials == nullptr) continue;
      ++set_.attempts;
      if (!same_run || its_stage != stage) {
        stage = std::move(its_stage);
        categories.clear();
        causes.clear();
        trial = nullptr;
        for (const TrialRow* one : *trials) {
          if (set_.cells[one->cell].stage == stage) trial = one;
        }
      }
      if (trial == nullptr || (!trial->ours && !trial->paper)) continue;
      FailureCounts& failures = set_.failures[trial->cell];
      const std::string verdict = query.Text(2);
      if (verdict != "pass" && verdict != "reject") continue;
      ++failures.judged;
      if (verdict == "pass") continue;
      ++failures.rejected;
      AddTo(failures.by_category, query.Text(3), categories);
      AddTo(failures.by_cause, query.Text(4), causes);
    }
  }

  static void AddTo(std::map<std::string, FailureCounts::Count>& counts, std::string name,
                    std::set<std::string>& seen) {
    FailureCounts::Count& count = counts[name];
    ++count.attempts;
    if (seen.insert(std::move(name)).second) ++count.trials;
  }

  Database* database_;
  TrialSet set_;
  std::vector<RunRows> runs_;
  std::unordered_map<std::string, std::size_t> number_of_;  ///< Of the run in runs_.
  std::map<std::string, std::set<std::string>> stages_of_;  ///< By application.
  bool several_stages_ = false;
};

}  // namespace

std::vector<std::string_view> StatementsOverAllRuns() { return {kVerdicts, kStages, kAttempts}; }

bool GroupBefore(const Group& a, const Group& b) {
  const auto parts = [](const Group& group) {
    return std::tie(group.model, group.protocol, group.variant, group.application, group.sampling);
  };
  return parts(a) != parts(b) ? parts(a) < parts(b) : StageBefore(a.stage, b.stage);
}

bool StageBefore(const std::string& a, const std::string& b) {
  constexpr std::array<std::string_view, 4> kOrder = {"dp", "train", "mc", "sg"};
  const auto place = [&](const std::string& stage) {
    if (stage == "run") return kOrder.size() + 1;
    return static_cast<std::size_t>(std::find(kOrder.begin(), kOrder.end(), stage) - kOrder.begin());
  };
  return std::pair(place(a), a) < std::pair(place(b), b);
}

Result<TrialSet> ReadTrials(Database& database, const std::optional<std::string>& experiment) {
  return Reader(database).Read(experiment);
}

}  // namespace autopilot
