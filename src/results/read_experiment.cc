#include "results/read_experiment.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "config/nearest.h"
#include "core/clock.h"
#include "journal/journal_file.h"
#include "results/comparison_tables.h"
#include "results/error_tables.h"
#include "results/pool.h"
#include "results/published_tables.h"
#include "results/success_tables.h"

namespace autopilot {
namespace {

/// The experiment to report; nothing for the runs that belong to none.
Result<std::optional<ExperimentRecord>> Choose(Journal& journal, const std::string& file,
                                               const ExperimentQuery& query) {
  if (query.single_runs) return std::optional<ExperimentRecord>();
  AUTOPILOT_TRY(experiments, journal.Experiments());
  std::vector<std::string> names;
  for (const ExperimentRecord& one : experiments) names.push_back(one.name);
  if (query.experiment) {
    const auto found = std::find(names.begin(), names.end(), *query.experiment);
    if (found != names.end()) return std::optional(experiments[static_cast<std::size_t>(found - names.begin())]);
    return Fail(BadInput("no experiment \"" + *query.experiment + "\" in the journal",
                         names.empty() ? "there is none in it; `autopilot experiment run MATRIX.toml` makes one"
                                       : NearestOrList(*query.experiment, names))
                    .At(file));
  }
  if (names.empty()) return std::optional<ExperimentRecord>();
  if (names.size() == 1) return std::optional(experiments.front());
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return Fail(
      BadInput("the journal holds several experiments: " + list, "name one of them with --experiment").At(file));
}

std::vector<std::string> Values(const std::vector<Group>& cells, Part part) {
  std::set<std::string> values;
  for (const Group& cell : cells) values.insert(cell.*part);
  return {values.begin(), values.end()};
}

/// What every reader of a table should know of it.
std::vector<std::string> Notes(const ExperimentTables& tables, const TrialSet& set) {
  std::vector<std::string> notes;
  notes.push_back(fmt::format(
      "Intervals of shares are Wilson's, of medians bootstrap percentiles ({} replicates, seed {}), all at {:g} %.",
      tables.bootstrap_replicates, tables.bootstrap_seed, 100 * tables.confidence));
  int infrastructure = 0;
  int inconclusive = 0;
  int recorded = 0;
  for (const SuccessRow& row : tables.cells) {
    if (row.group.stage == "run") continue;  // Its stages are counted.
    infrastructure += row.infrastructure;
    inconclusive += row.inconclusive;
    if (IsRecorded(row.group)) recorded += row.trials;
  }
  if (infrastructure + inconclusive > 0) {
    notes.push_back(
        fmt::format("Not counted by our rule: {} stages that ended for want of a server or for a cut prompt, {} that "
                    "the judge could "
                    "not decide.",
                    infrastructure, inconclusive));
  }
  if (set.unfinished > 0) {
    notes.push_back(fmt::format("Not counted: {} runs that have not ended or were interrupted.", set.unfinished));
  }
  if (recorded > 0) {
    notes.push_back(
        fmt::format("{} stages are recordings of others: counted by the paper's rule as they were recorded, cut "
                    "prompts included, and not judged by ours.",
                    recorded));
  }
  if (!tables.comparisons.empty()) {
    notes.push_back(
        "Comparisons are paired over the same application and repeat (exact McNemar) where both groups have repeats, "
        "else "
        "Fisher's exact test; p is corrected by Holm over all comparisons of the same part, stage and rule.");
  }
  return notes;
}

}  // namespace

Result<ExperimentTables> ReadExperiment(const std::filesystem::path& journal, const ExperimentQuery& query) {
  const SystemClock clock;
  AUTOPILOT_TRY(opened, Journal::OpenToRead(journal, clock));
  AUTOPILOT_TRY(experiment, Choose(*opened, journal.string(), query));
  PublishedFigures published;
  if (!query.published.empty()) {
    AUTOPILOT_TRY(loaded, LoadPublishedFigures(query.published));
    published = std::move(loaded);
  }
  AUTOPILOT_TRY(database, OpenJournalToRead(journal));
  // One state of a journal that may still be written to.
  AUTOPILOT_CHECK(database.Execute("BEGIN"));
  AUTOPILOT_TRY(set, ReadTrials(database, experiment ? std::optional(experiment->name) : std::nullopt));
  AUTOPILOT_CHECK(database.Execute("COMMIT"));

  ExperimentTables tables;
  if (experiment) {
    tables.experiment = experiment->name;
    tables.started = experiment->started;
    tables.matrix = experiment->matrix;
  }
  tables.journal = journal.string();
  tables.version = AUTOPILOT_VERSION;
  tables.confidence = query.confidence;
  tables.bootstrap_replicates = query.bootstrap_replicates;
  tables.bootstrap_seed = query.bootstrap_seed;
  tables.runs = set.runs;
  tables.attempts = set.attempts;
  tables.models = Values(set.cells, &Group::model);
  tables.protocols = Values(set.cells, &Group::protocol);
  tables.variants = Values(set.cells, &Group::variant);
  tables.applications = Values(set.cells, &Group::application);
  tables.samplings = Values(set.cells, &Group::sampling);
  tables.stages = Values(set.cells, &Group::stage);
  std::sort(tables.stages.begin(), tables.stages.end(), StageBefore);

  const double confidence = query.confidence;
  const Pool cells =
      PoolTrials(set, {&Group::model, &Group::protocol, &Group::variant, &Group::application, &Group::sampling});
  const Pool ways = PoolTrials(set, {&Group::model, &Group::protocol, &Group::variant, &Group::sampling});
  const Pool models = PoolTrials(set, {&Group::model});
  const Pool models_protocols = PoolTrials(set, {&Group::model, &Group::protocol});
  tables.cells = SuccessRows(set, cells, confidence);
  tables.by_model = SuccessRows(set, models, confidence);
  tables.by_protocol = SuccessRows(set, PoolTrials(set, {&Group::protocol}), confidence);
  tables.by_model_protocol = SuccessRows(set, models_protocols, confidence);
  tables.by_application = SuccessRows(set, PoolTrials(set, {&Group::application}), confidence);
  MedianBootstrap bootstrap(query.bootstrap_replicates, query.bootstrap_seed);
  tables.costs = CostRows(set, models_protocols, bootstrap, confidence);
  tables.curves = AttemptsCurves(set, models_protocols, confidence);
  tables.comparisons = Comparisons(set, ways, confidence);
  tables.errors = ErrorProfiles(set, models);
  for (ErrorProfile& profile : ErrorProfiles(set, models_protocols)) tables.errors.push_back(std::move(profile));
  tables.sensitivity = PromptSensitivities(set, ways, confidence);
  tables.power = PowerHints(set, confidence);
  tables.frontier = FrontierPoints(set, ways, confidence);
  tables.published = PublishedRows(published, set, confidence);
  tables.published_costs = PublishedCosts(published, set);
  tables.published_profiles = PublishedProfiles(published, set);
  tables.notes = Notes(tables, set);
  tables.trials = std::move(set.trials);
  return tables;
}

}  // namespace autopilot
