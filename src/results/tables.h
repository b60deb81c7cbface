#pragma once

/// Everything that a report of an experiment shows, already computed: numbers in plain structs, no SQL and no
/// statistics left to do. Read from a journal by `ReadExperiment` (results/read_experiment.h); every format writes
/// from here, so that two reports of a journal never differ in a figure. As JSON: docs/formats/experiment-report.md.

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace autopilot {

/// A share in a sample: of `counted` trials `passed` had what the rule asks for.
struct Share {
  int counted = 0;
  int passed = 0;
  double share = 0;  ///< 0 where nothing was counted.
  double low = 0;    ///< Wilson's interval at the tables' confidence; 0 to 1 where nothing was counted.
  double high = 1;
};

/// What trials have in common. A part that was pooled over is `kAny`; `''` is a value of its own (the standard prompts,
/// the provider's own sampling).
struct Group {
  std::string model;
  std::string protocol;  ///< "guided", "whole", "paper:SG1"; of others' recordings "recorded:L1".
  std::string variant;
  std::string application;
  std::string sampling;
  std::string stage;  ///< "dp", "train", "mc", "sg", or "run": all stages of a run, where runs have several.

  bool operator==(const Group&) const = default;
  auto operator<=>(const Group&) const = default;  // NOLINT(modernize-use-nullptr): there is no pointer here.
};
inline constexpr const char* kAny = "*";

/// How often it worked. The rules have denominators of their own: a trial counts for a rule if the rule can be applied
/// to what the journal holds of it.
struct SuccessRow {
  Group group;
  int trials = 0;          ///< All that are in the journal, counted or not.
  Share ours;              ///< Verdict `pass` and no piece of it by the tool itself.
  Share paper;             ///< By the published study's rule: it ran without an error, it compiled.
  Share silent;            ///< Of the trials that pass the paper's rule and that ours judged: those that ours refuses.
  int infrastructure = 0;  ///< Not counted by our rule: server down, prompt cut.
  int inconclusive = 0;    ///< Not counted by our rule: the judge could not know.
  int unfinished = 0;      ///< Not counted by any: interrupted, or running.
};

/// Spread of one measure over trials.
struct Spread {
  int count = 0;
  double mean = 0;
  double total = 0;
  double minimum = 0, q10 = 0, q25 = 0, median = 0, q75 = 0, q90 = 0, maximum = 0;
  double median_low = 0;  ///< Bootstrap percentile interval of the median.
  double median_high = 0;
};

/// What trials cost, by whether they passed. By our rule; by the paper's where ours was not applied (recordings).
struct CostRow {
  Group group;
  std::string outcome;  ///< "pass", "fail", "all".
  Spread tokens;        ///< Prompt and completion together.
  Spread completion_tokens;
  Spread seconds;  ///< Of the provider and of judging, as the journal has them for the stage.
  Spread usd;
};

/// Share of trials that were solved within k attempts; a point for each k at which it rises, and the largest k tried.
struct AttemptsCurve {
  struct Point {
    int attempts = 0;
    Share solved;
  };
  Group group;
  std::string rule;  ///< "ours", "paper".
  std::vector<Point> points;
};

/// Difference of two groups that differ in one part.
struct Comparison {
  std::string part;  ///< In what they differ: "model", "protocol", "variant", "sampling". Applications are pooled.
  Group a;
  Group b;
  std::string rule;  ///< "ours", "paper".
  Share share_a;     ///< Paired: of the pairs alone.
  Share share_b;
  bool paired = false;  ///< Over the same (application, repeat): exact McNemar. Else Fisher's exact test.
  int only_a = 0;       ///< Discordant pairs: a passed, b did not. 0 where unpaired.
  int only_b = 0;
  double p = 1;               ///< Two-sided.
  double p_holm = 1;          ///< Corrected over all comparisons of the same part, stage and rule.
  bool significant = false;   ///< p_holm <= 1 - confidence.
  double difference = 0;      ///< share_a - share_b.
  double difference_low = 0;  ///< Newcombe's hybrid score interval; for pairs his method for pairs.
  double difference_high = 0;
  double cohens_h = 0;
  /// Cliff's delta: chance that a trial of a takes more than one of b, less the chance of the reverse; -1 to 1.
  double cliffs_delta_tokens = 0;
  double cliffs_delta_seconds = 0;
  /// Repeats of each that would show a difference of this size in 4 of 5 experiments (unpaired, alpha 1 - confidence,
  /// without Holm's correction). Nothing where there is none.
  std::optional<long long> repeats_needed;
};

/// How often attempts failed for what. Attempts of trials that were not counted, and cut prompts, are left out.
struct ErrorProfile {
  struct Entry {
    std::string name;
    long long attempts = 0;
    double share = 0;  ///< Of all rejected attempts of the group.
    int trials = 0;    ///< In which it was seen at least once.
  };
  Group group;             ///< Model and stage, with and without the protocol; the rest is pooled.
  long long attempts = 0;  ///< Judged ones.
  long long rejected = 0;
  std::vector<Entry> by_category;  ///< The study's categories. Most frequent first, then by name; so below.
  std::vector<Entry> by_cause;     ///< Root causes; "" where none is known.
};

/// How much of a model's success hangs on how it is asked.
struct PromptSensitivity {
  struct Arm {
    std::string name;
    Share success;
  };
  std::string part;  ///< What varies: "variant", or "prompt" (the prompts of the paper's protocol).
  Group group;       ///< The varying part is kAny; protocol is the family, "paper", where prompts vary.
  std::string rule;
  std::vector<Arm> arms;  ///< By name.
  std::string best;       ///< Names of arms; the first of equal ones.
  std::string worst;
  double spread = 0;       ///< Highest less lowest share.
  double deviation = 0;    ///< Standard deviation of the arms' shares (n - 1).
  double chi_squared = 0;  ///< Pearson's test that all arms are equal, without correction.
  int degrees = 0;
  double p = 1;
  bool few = false;  ///< An expected count is below 5: p is a rough guide.
};

/// How many repeats of each of two arms show a difference, unpaired, two-sided, with a chance of 80 %.
struct PowerHint {
  std::string stage;
  std::string rule;
  double base = 0;        ///< Share of all counted trials of the stage.
  double difference = 0;  ///< To be shown, upwards; downwards where that leaves 0 to 1.
  long long repeats = 0;
};

/// One way to get a result, as cost against success.
struct FrontierPoint {
  Group group;  ///< Pooled over applications.
  Share success;
  std::string rule;   ///< "ours", "paper" where ours was not applied.
  double tokens = 0;  ///< Means over counted trials.
  double seconds = 0;
  double usd = 0;
  std::optional<double> tokens_per_success;  ///< All that was spent, failures too, by the number of successes.
  std::optional<double> seconds_per_success;
  std::optional<double> usd_per_success;
  bool best_tokens = false;  ///< Nothing of the same stage succeeds as often for less, or more often for as much.
  bool best_seconds = false;
  bool best_usd = false;
};

/// A published figure with ours beside it.
struct PublishedRow {
  std::string table;          ///< Title of the table.
  std::string source;         ///< Where it was published.
  std::string model;          ///< As published.
  std::string stage;          ///< "dp", "mc", "sg", "psg", "tpusg".
  std::string prompt;         ///< "SG1", "L2-P", or "" for the study's standard prompt.
  std::optional<int> runs;    ///< Published number of runs, where it is known.
  std::optional<int> passed;  ///< Published successes, where share and runs leave one number.
  double percent = 0;         ///< As published.
  Share ours;                 ///< Of this journal, by the paper's rule; counted = 0: nothing comparable is in it.
  std::string from;           ///< "runs", "recordings", "" without any: what `ours` was counted from.
  std::string batch;          ///< Of recordings: the batch, of which each has a row.
  /// Of recordings that are said to be a part of the published runs: whether they can be, by their numbers.
  std::optional<bool> part_possible;
  std::optional<double> p;  ///< Fisher's exact test of ours against the published counts; for runs alone.
};

/// A published cost of a run of a stage, with ours beside it.
struct PublishedCost {
  std::string table;
  std::string source;
  std::string model;
  std::string stage;
  double tokens = 0;
  double usd = 0;
  int ours_runs = 0;
  double ours_tokens = 0;  ///< Mean.
  double ours_usd = 0;
};

/// The published error profile of one batch, with ours of the same model beside it.
struct PublishedProfile {
  struct Entry {
    std::string category;
    int published = 0;
    double share = 0;
    std::optional<long long> ours;  ///< Nothing where the journal has no attempt of the model.
    std::optional<double> ours_share;
  };
  std::string table;
  std::string source;
  std::string batch;
  std::string model;
  std::vector<Entry> categories;  ///< Of both, by published count.
};

/// One trial at one stage: the data of which all else is made.
struct TrialRow {
  std::size_t cell = 0;      ///< Index into ExperimentTables::cells.
  int repeat = 0;            ///< 0 outside experiments.
  std::string run;           ///< Id in the journal.
  std::string verdict;       ///< As the journal has it; "" while unfinished.
  std::optional<bool> ours;  ///< Nothing: not counted.
  std::optional<bool> paper;
  int attempts = 0;
  long long prompt_tokens = 0;
  long long completion_tokens = 0;
  double seconds = 0;
  double usd = 0;
};

struct ExperimentTables {
  // What it is about.
  std::string experiment;  ///< Name; "" where runs of no experiment are reported.
  std::string started;     ///< "" as above.
  std::string matrix;      ///< Text of experiment.toml as it was run; "" as above.
  std::string journal;     ///< Path.
  std::string version;     ///< Of this program.
  double confidence = 0.95;
  int bootstrap_replicates = 0;
  unsigned long long bootstrap_seed = 0;
  long long runs = 0;
  long long attempts = 0;
  std::vector<std::string> notes;  ///< Sentences that belong below every table: what was not counted and why.

  // The values of each part that the trials have, sorted; stages in the order of a run.
  std::vector<std::string> models, protocols, variants, applications, samplings, stages;

  std::vector<SuccessRow> cells;              ///< Every group, nothing pooled.
  std::vector<SuccessRow> by_model;           ///< Model and stage; the rest pooled: the heat map.
  std::vector<SuccessRow> by_protocol;        ///< Protocol and stage.
  std::vector<SuccessRow> by_model_protocol;  ///< Model, protocol and stage.
  std::vector<SuccessRow> by_application;     ///< Application and stage.
  std::vector<CostRow> costs;                 ///< For each group of by_model_protocol.
  std::vector<AttemptsCurve> curves;          ///< For each group of by_model_protocol and rule.
  std::vector<Comparison> comparisons;
  std::vector<ErrorProfile> errors;
  std::vector<PromptSensitivity> sensitivity;
  std::vector<PowerHint> power;
  std::vector<FrontierPoint> frontier;
  std::vector<PublishedRow> published;
  std::vector<PublishedCost> published_costs;
  std::vector<PublishedProfile> published_profiles;
  std::vector<TrialRow> trials;  ///< Sorted by cell, repeat, run.
};

/// `with_trials` adds the trials, which may be many. Keys are the names of the members; optional ones without a value
/// are null.
nlohmann::json ToJson(const ExperimentTables& tables, bool with_trials);

}  // namespace autopilot
