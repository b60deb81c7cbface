#include "results/flat_table.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>
#include <vector>

namespace autopilot {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

/// One line: values with the names of their columns, which all lines of a table share.
class Line {
 public:
  Line& Add(std::string name, std::string value) {
    fields_.emplace_back(std::move(name), std::move(value));
    return *this;
  }
  Line& Add(std::string name, const char* value) { return Add(std::move(name), std::string(value)); }
  Line& Add(std::string name, bool value) { return Add(std::move(name), value ? "1" : "0"); }
  Line& Add(std::string name, int value) { return Add(std::move(name), std::to_string(value)); }
  Line& Add(std::string name, long long value) { return Add(std::move(name), std::to_string(value)); }
  Line& Add(std::string name, double value) { return Add(std::move(name), fmt::format("{}", value)); }
  template <typename T>
  Line& Add(std::string name, const std::optional<T>& value) {
    return value ? Add(std::move(name), *value) : Add(std::move(name), "");
  }

  Line& AddGroup(const Group& group, const std::string& before = "") {
    return Add(before + "model", group.model)
        .Add(before + "protocol", group.protocol)
        .Add(before + "variant", group.variant)
        .Add(before + "application", group.application)
        .Add(before + "sampling", group.sampling)
        .Add(before + "stage", group.stage);
  }
  Line& AddShare(const std::string& name, const Share& share) {
    return Add(name + "_counted", share.counted)
        .Add(name + "_passed", share.passed)
        .Add(name + "_share", share.share)
        .Add(name + "_low", share.low)
        .Add(name + "_high", share.high);
  }
  Line& AddSpread(const std::string& name, const Spread& spread) {
    return Add(name + "_count", spread.count)
        .Add(name + "_mean", spread.mean)
        .Add(name + "_total", spread.total)
        .Add(name + "_minimum", spread.minimum)
        .Add(name + "_q10", spread.q10)
        .Add(name + "_q25", spread.q25)
        .Add(name + "_median", spread.median)
        .Add(name + "_median_low", spread.median_low)
        .Add(name + "_median_high", spread.median_high)
        .Add(name + "_q75", spread.q75)
        .Add(name + "_q90", spread.q90)
        .Add(name + "_maximum", spread.maximum);
  }

  void WriteNames(std::string& text) const {
    for (std::size_t i = 0; i < fields_.size(); ++i) Write(fields_[i].first, i, text);
    text += kLineEnd;
  }
  void WriteValues(std::string& text) const {
    for (std::size_t i = 0; i < fields_.size(); ++i) Write(fields_[i].second, i, text);
    text += kLineEnd;
  }

 private:
  static void Write(const std::string& field, std::size_t place, std::string& text) {
    if (place > 0) text += ',';
    if (field.find_first_of(",\"\r\n") == std::string::npos) {
      text += field;
      return;
    }
    text += '"';
    for (const char c : field) text += c == '"' ? std::string("\"\"") : std::string(1, c);
    text += '"';
  }

  std::vector<std::pair<std::string, std::string>> fields_;
};

class Csv {
 public:
  void Take(const Line& line) {
    if (text_.empty()) line.WriteNames(text_);
    line.WriteValues(text_);
  }
  std::string text() && { return std::move(text_); }

 private:
  std::string text_;
};

void Write(const std::vector<SuccessRow>& rows, Csv& csv) {
  for (const SuccessRow& row : rows) {
    Line line;
    line.AddGroup(row.group).Add("trials", row.trials).AddShare("ours", row.ours).AddShare("paper", row.paper);
    line.AddShare("silent", row.silent).Add("infrastructure", row.infrastructure);
    csv.Take(line.Add("inconclusive", row.inconclusive).Add("unfinished", row.unfinished));
  }
}

void Write(const std::vector<CostRow>& rows, Csv& csv) {
  for (const CostRow& row : rows) {
    Line line;
    line.AddGroup(row.group).Add("outcome", row.outcome).AddSpread("tokens", row.tokens);
    line.AddSpread("completion_tokens", row.completion_tokens).AddSpread("seconds", row.seconds);
    csv.Take(line.AddSpread("usd", row.usd));
  }
}

void Write(const std::vector<AttemptsCurve>& curves, Csv& csv) {
  for (const AttemptsCurve& curve : curves) {
    for (const AttemptsCurve::Point& point : curve.points) {
      csv.Take(Line()
                   .AddGroup(curve.group)
                   .Add("rule", curve.rule)
                   .Add("attempts", point.attempts)
                   .AddShare("solved", point.solved));
    }
  }
}

void Write(const std::vector<Comparison>& comparisons, Csv& csv) {
  for (const Comparison& one : comparisons) {
    Line line;
    line.Add("part", one.part).Add("rule", one.rule).AddGroup(one.a, "a_").AddGroup(one.b, "b_");
    line.AddShare("a", one.share_a).AddShare("b", one.share_b).Add("paired", one.paired);
    line.Add("only_a", one.only_a).Add("only_b", one.only_b).Add("p", one.p).Add("p_holm", one.p_holm);
    line.Add("significant", one.significant).Add("difference", one.difference);
    line.Add("difference_low", one.difference_low).Add("difference_high", one.difference_high);
    line.Add("cohens_h", one.cohens_h).Add("cliffs_delta_tokens", one.cliffs_delta_tokens);
    csv.Take(line.Add("cliffs_delta_seconds", one.cliffs_delta_seconds).Add("repeats_needed", one.repeats_needed));
  }
}

void Write(const std::vector<ErrorProfile>& profiles, std::vector<ErrorProfile::Entry> ErrorProfile::*entries,
           Csv& csv) {
  for (const ErrorProfile& profile : profiles) {
    for (const ErrorProfile::Entry& entry : profile.*entries) {
      Line line;
      line.AddGroup(profile.group).Add("judged", profile.attempts).Add("rejected", profile.rejected);
      line.Add("name", entry.name).Add("attempts", entry.attempts).Add("share", entry.share);
      csv.Take(line.Add("trials", entry.trials));
    }
  }
}

void Write(const std::vector<PromptSensitivity>& rows, Csv& csv) {
  for (const PromptSensitivity& row : rows) {
    for (const PromptSensitivity::Arm& arm : row.arms) {
      Line line;
      line.Add("part", row.part).AddGroup(row.group).Add("rule", row.rule).Add("arm", arm.name);
      line.AddShare("arm", arm.success).Add("best", row.best).Add("worst", row.worst).Add("spread", row.spread);
      line.Add("deviation", row.deviation).Add("chi_squared", row.chi_squared).Add("degrees", row.degrees);
      csv.Take(line.Add("p", row.p).Add("few", row.few));
    }
  }
}

void Write(const std::vector<PowerHint>& hints, Csv& csv) {
  for (const PowerHint& hint : hints) {
    csv.Take(Line()
                 .Add("stage", hint.stage)
                 .Add("rule", hint.rule)
                 .Add("base", hint.base)
                 .Add("difference", hint.difference)
                 .Add("repeats", hint.repeats));
  }
}

void Write(const std::vector<FrontierPoint>& points, Csv& csv) {
  for (const FrontierPoint& point : points) {
    Line line;
    line.AddGroup(point.group).Add("rule", point.rule).AddShare("success", point.success);
    line.Add("tokens", point.tokens).Add("seconds", point.seconds).Add("usd", point.usd);
    line.Add("tokens_per_success", point.tokens_per_success).Add("seconds_per_success", point.seconds_per_success);
    line.Add("usd_per_success", point.usd_per_success).Add("best_tokens", point.best_tokens);
    csv.Take(line.Add("best_seconds", point.best_seconds).Add("best_usd", point.best_usd));
  }
}

void Write(const std::vector<PublishedRow>& rows, Csv& csv) {
  for (const PublishedRow& row : rows) {
    Line line;
    line.Add("table", row.table).Add("source", row.source).Add("model", row.model).Add("stage", row.stage);
    line.Add("prompt", row.prompt).Add("runs", row.runs).Add("passed", row.passed).Add("percent", row.percent);
    line.AddShare("ours", row.ours).Add("from", row.from).Add("batch", row.batch);
    csv.Take(line.Add("part_possible", row.part_possible).Add("p", row.p));
  }
}

void Write(const std::vector<PublishedCost>& rows, Csv& csv) {
  for (const PublishedCost& row : rows) {
    Line line;
    line.Add("table", row.table).Add("source", row.source).Add("model", row.model).Add("stage", row.stage);
    line.Add("tokens", row.tokens).Add("usd", row.usd).Add("ours_runs", row.ours_runs);
    csv.Take(line.Add("ours_tokens", row.ours_tokens).Add("ours_usd", row.ours_usd));
  }
}

void Write(const std::vector<PublishedProfile>& profiles, Csv& csv) {
  for (const PublishedProfile& profile : profiles) {
    for (const PublishedProfile::Entry& entry : profile.categories) {
      Line line;
      line.Add("table", profile.table).Add("source", profile.source).Add("batch", profile.batch);
      line.Add("model", profile.model).Add("category", entry.category).Add("published", entry.published);
      csv.Take(line.Add("share", entry.share).Add("ours", entry.ours).Add("ours_share", entry.ours_share));
    }
  }
}

void WriteTrials(const ExperimentTables& tables, Csv& csv) {
  for (const TrialRow& trial : tables.trials) {
    Line line;
    line.AddGroup(tables.cells[trial.cell].group).Add("repeat", trial.repeat).Add("run", trial.run);
    line.Add("verdict", trial.verdict).Add("ours", trial.ours).Add("paper", trial.paper);
    line.Add("attempts", trial.attempts).Add("prompt_tokens", trial.prompt_tokens);
    line.Add("completion_tokens", trial.completion_tokens).Add("seconds", trial.seconds);
    csv.Take(line.Add("usd", trial.usd));
  }
}

std::string Lines(const ExperimentTables& tables, const std::string& name) {
  Csv csv;
  if (name == "trials") WriteTrials(tables, csv);
  if (name == "by_model") Write(tables.by_model, csv);
  if (name == "by_protocol") Write(tables.by_protocol, csv);
  if (name == "by_model_protocol") Write(tables.by_model_protocol, csv);
  if (name == "by_application") Write(tables.by_application, csv);
  if (name == "cells") Write(tables.cells, csv);
  if (name == "curves") Write(tables.curves, csv);
  if (name == "costs") Write(tables.costs, csv);
  if (name == "comparisons") Write(tables.comparisons, csv);
  if (name == "errors") Write(tables.errors, &ErrorProfile::by_category, csv);
  if (name == "causes") Write(tables.errors, &ErrorProfile::by_cause, csv);
  if (name == "sensitivity") Write(tables.sensitivity, csv);
  if (name == "power") Write(tables.power, csv);
  if (name == "frontier") Write(tables.frontier, csv);
  if (name == "published") Write(tables.published, csv);
  if (name == "published_costs") Write(tables.published_costs, csv);
  if (name == "published_profiles") Write(tables.published_profiles, csv);
  return std::move(csv).text();
}

/// For the headings of a table that has no row.
ExperimentTables OneRowEach() {
  ExperimentTables tables;
  for (auto* rows :
       {&tables.cells, &tables.by_model, &tables.by_protocol, &tables.by_model_protocol, &tables.by_application}) {
    rows->emplace_back();
  }
  tables.costs.emplace_back();
  tables.curves.emplace_back().points.emplace_back();
  tables.comparisons.emplace_back();
  ErrorProfile& errors = tables.errors.emplace_back();
  errors.by_category.emplace_back();
  errors.by_cause.emplace_back();
  tables.sensitivity.emplace_back().arms.emplace_back();
  tables.power.emplace_back();
  tables.frontier.emplace_back();
  tables.published.emplace_back();
  tables.published_costs.emplace_back();
  tables.published_profiles.emplace_back().categories.emplace_back();
  tables.trials.emplace_back();
  return tables;
}

}  // namespace

std::string ToCsv(const ExperimentTables& tables, const std::string& name) {
  std::string lines = Lines(tables, name);
  if (!lines.empty()) return lines;
  const std::string one = Lines(OneRowEach(), name);
  return one.substr(0, one.find(kLineEnd) + kLineEnd.size());
}

}  // namespace autopilot
