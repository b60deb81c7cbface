#include "results/report_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "results/published_report.h"
#include "results/report_columns.h"
#include "results/trial_set.h"

namespace autopilot {
namespace {

ReportTable Success(const char* name, const char* title, const std::vector<SuccessRow>& rows) {
  const GroupColumns groups(rows, &SuccessRow::group);
  std::vector<ReportTable::Column> columns = groups.Headings();
  Append(columns, {{"works", true},
                   {"%", true},
                   {"interval", true},
                   {"accepted", true},
                   {"%", true},
                   {"interval", true},
                   {"silent failures", true},
                   {"not counted", true}});
  ReportTable table = NewTable(
      name, title,
      "Works: passes every gate, and no piece of it is the tool's own. Accepted: by the published study's rule (runs "
      "without an "
      "error, compiles). Silent failures: accepted and judged, but refused by our gates. Not counted: no server, no "
      "decision, or not ended.",
      std::move(columns));
  for (const SuccessRow& row : rows) {
    ReportRow cells = groups.Cells(row.group);
    AddShare(cells, row.ours);
    AddShare(cells, row.paper);
    cells.push_back(ShareInOne(row.silent));
    cells.push_back(std::to_string(row.infrastructure + row.inconclusive + row.unfinished));
    table.rows.push_back(std::move(cells));
  }
  Limit(table);
  return table;
}

ReportTable Curves(const ExperimentTables& tables) {
  constexpr int kAt[] = {1, 2, 3, 5, 10, 20};
  const GroupColumns groups(tables.curves, &AttemptsCurve::group);
  std::vector<ReportTable::Column> columns = groups.Headings();
  columns.push_back({"rule", false});
  for (const int attempts : kAt) columns.push_back({"<= " + std::to_string(attempts), true});
  ReportTable table =
      NewTable("curves", "Attempts to success",
               "Share of the counted trials, per cent, that were solved within so many attempts.", std::move(columns));
  for (const AttemptsCurve& curve : tables.curves) {
    ReportRow cells = groups.Cells(curve.group);
    cells.push_back(curve.rule);
    for (const int attempts : kAt) {
      double share = 0;
      for (const AttemptsCurve::Point& point : curve.points) {
        if (point.attempts <= attempts) share = point.solved.share;
      }
      cells.push_back(PercentCell(share));
    }
    table.rows.push_back(std::move(cells));
  }
  Limit(table);
  return table;
}

ReportTable Costs(const ExperimentTables& tables) {
  const GroupColumns groups(tables.costs, &CostRow::group);
  std::vector<ReportTable::Column> columns = groups.Headings();
  Append(columns, {{"outcome", false},
                   {"trials", true},
                   {"tokens", true},
                   {"interval", true},
                   {"seconds", true},
                   {"interval", true},
                   {"USD", true},
                   {"interval", true}});
  ReportTable table =
      NewTable("costs", "What a trial takes",
               "Medians with their bootstrap intervals; tokens of prompts and replies together.", std::move(columns));
  const auto add = [](ReportRow& cells, const Spread& spread) {
    cells.push_back(spread.count == 0 ? "-" : Amount(spread.median));
    cells.push_back(spread.count == 0 ? "-" : Amount(spread.median_low) + " to " + Amount(spread.median_high));
  };
  for (const CostRow& row : tables.costs) {
    if (row.outcome == "all") continue;
    ReportRow cells = groups.Cells(row.group);
    cells.push_back(row.outcome);
    cells.push_back(std::to_string(row.tokens.count));
    add(cells, row.tokens);
    add(cells, row.seconds);
    add(cells, row.usd);
    table.rows.push_back(std::move(cells));
  }
  Limit(table);
  return table;
}

ReportTable ComparisonsTable(const ExperimentTables& tables) {
  const GroupColumns groups(tables.comparisons, &Comparison::a);
  const GroupColumns others(tables.comparisons, &Comparison::b);
  ReportTable table = NewTable(
      "comparisons", "Comparisons",
      "Differences in success of groups that differ in one thing, most certain first. Difference: points of per cent, "
      "a less b. p: "
      "corrected by Holm. h: Cohen's. delta: Cliff's, of tokens. Repeats: of each, to show a difference of this size "
      "in 4 of 5 experiments.",
      {{"stage", false},
       {"rule", false},
       {"a", false},
       {"b", false},
       {"a", true},
       {"b", true},
       {"difference", true},
       {"interval", true},
       {"test", false},
       {"p", true},
       {"h", true},
       {"delta", true},
       {"repeats", true}});
  std::vector<const Comparison*> order;
  for (const Comparison& one : tables.comparisons) order.push_back(&one);
  std::stable_sort(order.begin(), order.end(), [](const Comparison* a, const Comparison* b) {
    return a->p_holm != b->p_holm ? a->p_holm < b->p_holm : a->p < b->p;
  });
  for (const Comparison* one : order) {
    // What both share is named once.
    Group b = one->b;
    for (std::string Group::*part : {&Group::model, &Group::protocol, &Group::variant, &Group::sampling}) {
      if (b.*part == one->a.*part) b.*part = kAny;
    }
    table.rows.push_back({one->a.stage, one->rule, groups.InOne(one->a), others.InOne(b), ShareInOne(one->share_a),
                          ShareInOne(one->share_b), fmt::format("{:+.1f}", 100 * one->difference),
                          fmt::format("{:+.1f} to {:+.1f}", 100 * one->difference_low, 100 * one->difference_high),
                          one->paired ? "McNemar" : "Fisher", PValue(one->p_holm) + (one->significant ? " *" : ""),
                          fmt::format("{:+.2f}", one->cohens_h), fmt::format("{:+.2f}", one->cliffs_delta_tokens),
                          one->repeats_needed ? std::to_string(*one->repeats_needed) : "-"});
  }
  Limit(table, 40);
  return table;
}

/// One of the two error tables. Pooled over protocols; the others are in CSV and JSON.
ReportTable Errors(const ExperimentTables& tables, const char* name, const char* title,
                   std::vector<ErrorProfile::Entry> ErrorProfile::*entries) {
  ReportTable table = NewTable(
      name, title, "Of all attempts of counted trials that were refused; trials in which it was seen at least once.",
      {{"stage", false}, {"model", false}, {"failure", false}, {"attempts", true}, {"%", true}, {"trials", true}});
  for (const ErrorProfile& profile : tables.errors) {
    if (profile.group.protocol != kAny) continue;
    const auto& list = profile.*entries;
    for (std::size_t i = 0; i < std::min<std::size_t>(list.size(), 8); ++i) {
      table.rows.push_back({profile.group.stage, profile.group.model, list[i].name.empty() ? "not known" : list[i].name,
                            std::to_string(list[i].attempts), PercentCell(list[i].share),
                            std::to_string(list[i].trials)});
    }
  }
  Limit(table);
  return table;
}

ReportTable Sensitivity(const ExperimentTables& tables) {
  const GroupColumns groups(tables.sensitivity, &PromptSensitivity::group);
  std::vector<ReportTable::Column> columns = groups.Headings();
  Append(columns, {{"rule", false},
                   {"prompts", true},
                   {"best", false},
                   {"worst", false},
                   {"spread", true},
                   {"deviation", true},
                   {"p", true}});
  ReportTable table =
      NewTable("sensitivity", "Sensitivity to the prompt",
               "Highest less lowest share over prompts, and the standard deviation of the shares, in points of per "
               "cent; p: chi-squared test that all are alike, ~ where counts are small.",
               std::move(columns));
  for (const PromptSensitivity& row : tables.sensitivity) {
    const auto arm = [&](const std::string& name) {
      const auto found =
          std::find_if(row.arms.begin(), row.arms.end(), [&](const auto& one) { return one.name == name; });
      return (name.empty() ? "standard" : name) + " " + (found == row.arms.end() ? "" : ShareInOne(found->success));
    };
    ReportRow cells = groups.Cells(row.group);
    cells.insert(cells.end(),
                 {row.rule, std::to_string(row.arms.size()), arm(row.best), arm(row.worst), PercentCell(row.spread),
                  PercentCell(row.deviation), (row.few ? "~ " : "") + PValue(row.p)});
    table.rows.push_back(std::move(cells));
  }
  Limit(table);
  return table;
}

ReportTable Power(const ExperimentTables& tables) {
  ReportTable table = NewTable(
      "power", "How many repeats",
      "Repeats of each of two groups that show the difference with a chance of 80 %, unpaired and "
      "uncorrected; from the share of all trials of the stage.",
      {{"stage", false}, {"rule", false}, {"share, %", true}, {"difference, points", true}, {"repeats", true}});
  for (const PowerHint& hint : tables.power) {
    table.rows.push_back({hint.stage, hint.rule, PercentCell(hint.base), fmt::format("{:+.0f}", 100 * hint.difference),
                          std::to_string(hint.repeats)});
  }
  return table;
}

ReportTable Frontier(const ExperimentTables& tables) {
  const GroupColumns groups(tables.frontier, &FrontierPoint::group);
  std::vector<ReportTable::Column> columns = groups.Headings();
  Append(columns, {{"rule", false},
                   {"success", true},
                   {"tokens", true},
                   {"seconds", true},
                   {"USD", true},
                   {"tokens a success", true},
                   {"USD a success", true},
                   {"unbeaten in", false}});
  ReportTable table =
      NewTable("frontier", "Cost against success",
               "Means of a trial; a success with its share of what the failures took. Unbeaten: nothing else of the "
               "stage succeeds as often for less, or more often for as much.",
               std::move(columns));
  for (const FrontierPoint& point : tables.frontier) {
    ReportRow cells = groups.Cells(point.group);
    std::string best;
    for (const auto& [is, name] :
         {std::pair(point.best_tokens, "tokens"), {point.best_seconds, "seconds"}, {point.best_usd, "USD"}}) {
      if (is) best += (best.empty() ? "" : ", ") + std::string(name);
    }
    cells.insert(cells.end(), {point.rule, ShareInOne(point.success), Amount(point.tokens), Amount(point.seconds),
                               Amount(point.usd), point.tokens_per_success ? Amount(*point.tokens_per_success) : "-",
                               point.usd_per_success ? Amount(*point.usd_per_success) : "-", best});
    table.rows.push_back(std::move(cells));
  }
  Limit(table);
  return table;
}

}  // namespace

std::vector<ReportTable> ReportTables(const ExperimentTables& tables) {
  std::vector<ReportTable> all;
  all.push_back(Success("by_model", "Success by model", tables.by_model));
  all.push_back(Success("by_protocol", "Success by protocol", tables.by_protocol));
  all.push_back(Success("by_model_protocol", "Success by model and protocol", tables.by_model_protocol));
  all.push_back(Success("by_application", "Success by application", tables.by_application));
  all.push_back(Success("cells", "Success by everything", tables.cells));
  all.push_back(Curves(tables));
  all.push_back(Costs(tables));
  all.push_back(ComparisonsTable(tables));
  all.push_back(Errors(tables, "errors", "Failures by the study's category", &ErrorProfile::by_category));
  all.push_back(Errors(tables, "causes", "Failures by root cause", &ErrorProfile::by_cause));
  all.push_back(Sensitivity(tables));
  all.push_back(Power(tables));
  all.push_back(Frontier(tables));
  for (ReportTable& table : PublishedReportTables(tables)) all.push_back(std::move(table));
  std::erase_if(all, [](const ReportTable& table) { return table.rows.empty(); });
  return all;
}

}  // namespace autopilot
