#include <nlohmann/json.hpp>

#include "results/tables.h"

namespace autopilot {

using nlohmann::json;

namespace {

template <typename T>
json OrNull(const std::optional<T>& value) {
  return value ? json(*value) : json();
}

}  // namespace

// Found by nlohmann::json for vectors of them; in the namespace of the structs, as it asks.

static void to_json(json& object, const Share& share) {
  object = {{"counted", share.counted},
            {"passed", share.passed},
            {"share", share.share},
            {"low", share.low},
            {"high", share.high}};
}

static void to_json(json& object, const Group& group) {
  object = {{"model", group.model},       {"protocol", group.protocol},
            {"variant", group.variant},   {"application", group.application},
            {"sampling", group.sampling}, {"stage", group.stage}};
}

static void to_json(json& object, const SuccessRow& row) {
  object = {{"group", row.group},
            {"trials", row.trials},
            {"ours", row.ours},
            {"paper", row.paper},
            {"silent", row.silent},
            {"infrastructure", row.infrastructure},
            {"inconclusive", row.inconclusive},
            {"unfinished", row.unfinished}};
}

static void to_json(json& object, const Spread& spread) {
  object = {{"count", spread.count},
            {"mean", spread.mean},
            {"total", spread.total},
            {"minimum", spread.minimum},
            {"q10", spread.q10},
            {"q25", spread.q25},
            {"median", spread.median},
            {"q75", spread.q75},
            {"q90", spread.q90},
            {"maximum", spread.maximum},
            {"median_low", spread.median_low},
            {"median_high", spread.median_high}};
}

static void to_json(json& object, const CostRow& row) {
  object = {{"group", row.group},     {"outcome", row.outcome},
            {"tokens", row.tokens},   {"completion_tokens", row.completion_tokens},
            {"seconds", row.seconds}, {"usd", row.usd}};
}

static void to_json(json& object, const AttemptsCurve::Point& point) {
  object = {{"attempts", point.attempts}, {"solved", point.solved}};
}

static void to_json(json& object, const AttemptsCurve& curve) {
  object = {{"group", curve.group}, {"rule", curve.rule}, {"points", curve.points}};
}

static void to_json(json& object, const Comparison& one) {
  object = {{"part", one.part},
            {"a", one.a},
            {"b", one.b},
            {"rule", one.rule},
            {"share_a", one.share_a},
            {"share_b", one.share_b},
            {"paired", one.paired},
            {"only_a", one.only_a},
            {"only_b", one.only_b},
            {"p", one.p},
            {"p_holm", one.p_holm},
            {"significant", one.significant},
            {"difference", one.difference},
            {"difference_low", one.difference_low},
            {"difference_high", one.difference_high},
            {"cohens_h", one.cohens_h},
            {"cliffs_delta_tokens", one.cliffs_delta_tokens},
            {"cliffs_delta_seconds", one.cliffs_delta_seconds},
            {"repeats_needed", OrNull(one.repeats_needed)}};
}

static void to_json(json& object, const ErrorProfile::Entry& entry) {
  object = {{"name", entry.name}, {"attempts", entry.attempts}, {"share", entry.share}, {"trials", entry.trials}};
}

static void to_json(json& object, const ErrorProfile& profile) {
  object = {{"group", profile.group},
            {"attempts", profile.attempts},
            {"rejected", profile.rejected},
            {"by_category", profile.by_category},
            {"by_cause", profile.by_cause}};
}

static void to_json(json& object, const PromptSensitivity::Arm& arm) {
  object = {{"name", arm.name}, {"success", arm.success}};
}

static void to_json(json& object, const PromptSensitivity& row) {
  object = {{"part", row.part},
            {"group", row.group},
            {"rule", row.rule},
            {"arms", row.arms},
            {"best", row.best},
            {"worst", row.worst},
            {"spread", row.spread},
            {"deviation", row.deviation},
            {"chi_squared", row.chi_squared},
            {"degrees", row.degrees},
            {"p", row.p},
            {"few", row.few}};
}

static void to_json(json& object, const PowerHint& hint) {
  object = {{"stage", hint.stage},
            {"rule", hint.rule},
            {"base", hint.base},
            {"difference", hint.difference},
            {"repeats", hint.repeats}};
}

static void to_json(json& object, const FrontierPoint& point) {
  object = {{"group", point.group},
            {"success", point.success},
            {"rule", point.rule},
            {"tokens", point.tokens},
            {"seconds", point.seconds},
            {"usd", point.usd},
            {"tokens_per_success", OrNull(point.tokens_per_success)},
            {"seconds_per_success", OrNull(point.seconds_per_success)},
            {"usd_per_success", OrNull(point.usd_per_success)},
            {"best_tokens", point.best_tokens},
            {"best_seconds", point.best_seconds},
            {"best_usd", point.best_usd}};
}

static void to_json(json& object, const PublishedRow& row) {
  object = {{"table", row.table},
            {"source", row.source},
            {"model", row.model},
            {"stage", row.stage},
            {"prompt", row.prompt},
            {"runs", OrNull(row.runs)},
            {"passed", OrNull(row.passed)},
            {"percent", row.percent},
            {"ours", row.ours},
            {"from", row.from},
            {"batch", row.batch},
            {"part_possible", OrNull(row.part_possible)},
            {"p", OrNull(row.p)}};
}

static void to_json(json& object, const PublishedCost& row) {
  object = {{"table", row.table},         {"source", row.source},           {"model", row.model},
            {"stage", row.stage},         {"tokens", row.tokens},           {"usd", row.usd},
            {"ours_runs", row.ours_runs}, {"ours_tokens", row.ours_tokens}, {"ours_usd", row.ours_usd}};
}

static void to_json(json& object, const PublishedProfile::Entry& entry) {
  object = {{"category", entry.category},
            {"published", entry.published},
            {"share", entry.share},
            {"ours", OrNull(entry.ours)},
            {"ours_share", OrNull(entry.ours_share)}};
}

static void to_json(json& object, const PublishedProfile& profile) {
  object = {{"table", profile.table},
            {"source", profile.source},
            {"batch", profile.batch},
            {"model", profile.model},
            {"categories", profile.categories}};
}

/// One by one: a list of initializers would copy each value, of which there may be millions.
static void to_json(json& object, const TrialRow& trial) {
  object["cell"] = trial.cell;
  object["repeat"] = trial.repeat;
  object["run"] = trial.run;
  object["verdict"] = trial.verdict;
  object["ours"] = OrNull(trial.ours);
  object["paper"] = OrNull(trial.paper);
  object["attempts"] = trial.attempts;
  object["prompt_tokens"] = trial.prompt_tokens;
  object["completion_tokens"] = trial.completion_tokens;
  object["seconds"] = trial.seconds;
  object["usd"] = trial.usd;
}

json ToJson(const ExperimentTables& tables, bool with_trials) {
  json object = {{"experiment", tables.experiment},
                 {"started", tables.started},
                 {"matrix", tables.matrix},
                 {"journal", tables.journal},
                 {"version", tables.version},
                 {"confidence", tables.confidence},
                 {"bootstrap_replicates", tables.bootstrap_replicates},
                 {"bootstrap_seed", tables.bootstrap_seed},
                 {"runs", tables.runs},
                 {"attempts", tables.attempts},
                 {"notes", tables.notes},
                 {"models", tables.models},
                 {"protocols", tables.protocols},
                 {"variants", tables.variants},
                 {"applications", tables.applications},
                 {"samplings", tables.samplings},
                 {"stages", tables.stages},
                 {"cells", tables.cells},
                 {"by_model", tables.by_model},
                 {"by_protocol", tables.by_protocol},
                 {"by_model_protocol", tables.by_model_protocol},
                 {"by_application", tables.by_application},
                 {"costs", tables.costs},
                 {"curves", tables.curves},
                 {"comparisons", tables.comparisons},
                 {"errors", tables.errors},
                 {"sensitivity", tables.sensitivity},
                 {"power", tables.power},
                 {"frontier", tables.frontier},
                 {"published", tables.published},
                 {"published_costs", tables.published_costs},
                 {"published_profiles", tables.published_profiles}};
  if (with_trials) object["trials"] = tables.trials;
  return object;
}

}  // namespace autopilot
