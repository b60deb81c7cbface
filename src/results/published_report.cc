#include "results/published_report.h"

#include <fmt/format.h>

#include "results/report_columns.h"

namespace autopilot {
namespace {

ReportTable Published(const ExperimentTables& tables) {
  ReportTable table =
      NewTable("published", "Published success rates, and ours",
               "By the published study's rule. Recordings are a part of published runs: said is whether they can be, "
               "by their numbers. Runs of this program are compared by Fisher's exact test.",
               {{"table", false},
                {"model", false},
                {"prompt", false},
                {"stage", false},
                {"published, %", true},
                {"of", true},
                {"ours", true},
                {"interval", true},
                {"from", false},
                {"agreement", false}});
  for (const PublishedRow& row : tables.published) {
    std::string agreement;
    if (row.part_possible) agreement = *row.part_possible ? "can be a part" : "is no part";
    if (row.p) agreement = "p " + PValue(*row.p);
    table.rows.push_back({row.table, row.model, row.prompt.empty() ? "standard" : row.prompt, row.stage,
                          fmt::format("{:.1f}", row.percent), row.runs ? std::to_string(*row.runs) : "-",
                          ShareInOne(row.ours),
                          row.ours.counted == 0 ? "-" : PercentCell(row.ours.low) + " to " + PercentCell(row.ours.high),
                          row.batch.empty() ? row.from : row.from + " " + row.batch, agreement});
  }
  return table;
}

ReportTable PublishedCosts(const ExperimentTables& tables) {
  ReportTable table = NewTable("published_costs", "Published costs of a run, and ours", "Means.",
                               {{"model", false},
                                {"stage", false},
                                {"tokens", true},
                                {"USD", true},
                                {"our runs", true},
                                {"our tokens", true},
                                {"our USD", true}});
  for (const PublishedCost& row : tables.published_costs) {
    const bool none = row.ours_runs == 0;
    table.rows.push_back({row.model, row.stage, Amount(row.tokens), Amount(row.usd), std::to_string(row.ours_runs),
                          none ? "-" : Amount(row.ours_tokens), none ? "-" : Amount(row.ours_usd)});
  }
  return table;
}

ReportTable PublishedProfiles(const ExperimentTables& tables) {
  ReportTable table =
      NewTable("published_profiles", "Published failures by category, and ours",
               "Entries of the published batch's log; ours are refused attempts of the same model that were asked "
               "by the study's protocol.",
               {{"batch", false},
                {"model", false},
                {"category", false},
                {"published", true},
                {"%", true},
                {"ours", true},
                {"%", true}});
  for (const PublishedProfile& profile : tables.published_profiles) {
    for (const PublishedProfile::Entry& entry : profile.categories) {
      table.rows.push_back({profile.batch, profile.model, entry.category, std::to_string(entry.published),
                            PercentCell(entry.share), entry.ours ? std::to_string(*entry.ours) : "-",
                            entry.ours_share ? PercentCell(*entry.ours_share) : "-"});
    }
  }
  return table;
}

}  // namespace

std::vector<ReportTable> PublishedReportTables(const ExperimentTables& tables) {
  return {Published(tables), PublishedCosts(tables), PublishedProfiles(tables)};
}

}  // namespace autopilot
