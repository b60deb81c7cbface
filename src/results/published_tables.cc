#include "results/published_tables.h"

#include <algorithm>
#include <functional>
#include <map>

#include "statistics/significance.h"

namespace autopilot {
namespace {

/// Cells that were asked as the figure was: with the standard prompts, sampled in the standard way.
std::function<bool(const Group&)> Like(const PublishedFigures& figures, const std::string& model,
                                       const std::string& prompt, const std::string& stage) {
  return [&figures, model, prompt, stage](const Group& cell) {
    return cell.stage == stage && cell.variant.empty() && cell.sampling.empty() &&
           figures.IsAskedAs(prompt, cell.protocol) && figures.IsModel(model, cell.model);
  };
}

std::vector<std::size_t> CellsLike(const TrialSet& set, const std::function<bool(const Group&)>& like) {
  std::vector<std::size_t> cells;
  for (std::size_t i = 0; i < set.cells.size(); ++i) {
    if (like(set.cells[i])) cells.push_back(i);
  }
  return cells;
}

/// Successes by the study's rule, by cell.
std::vector<std::pair<int, int>> PassedOfCounted(const TrialSet& set) {
  std::vector<std::pair<int, int>> counts(set.cells.size());
  for (const TrialRow& trial : set.trials) {
    if (!trial.paper) continue;
    auto& [passed, counted] = counts[trial.cell];
    ++counted;
    if (*trial.paper) ++passed;
  }
  return counts;
}

}  // namespace

std::vector<PublishedRow> PublishedRows(const PublishedFigures& figures, const TrialSet& set, double confidence) {
  const std::vector<std::pair<int, int>> counts = PassedOfCounted(set);
  std::vector<PublishedRow> rows;
  for (const PublishedFigures::Figure& figure : figures.figures) {
    PublishedRow row = {figure.table,
                        figure.source,
                        figure.model,
                        figure.stage,
                        figure.prompt,
                        figure.runs,
                        figure.passed,
                        figure.percent,
                        {},
                        "",
                        "",
                        {},
                        {}};
    std::pair<int, int> runs;
    std::map<std::string, std::pair<int, int>> batches;
    for (const std::size_t cell : CellsLike(set, Like(figures, figure.model, figure.prompt, figure.stage))) {
      auto& [passed, counted] = IsRecorded(set.cells[cell]) ? batches[set.cells[cell].application] : runs;
      passed += counts[cell].first;
      counted += counts[cell].second;
    }
    const std::size_t before = rows.size();
    for (const auto& [batch, count] : batches) {
      const auto& [passed, counted] = count;
      if (counted == 0) continue;
      PublishedRow recorded = row;
      recorded.ours = MakeShare(passed, counted, confidence);
      recorded.from = "recordings";
      recorded.batch = batch;
      if (figure.passed) {
        recorded.part_possible = passed <= *figure.passed && counted - passed <= *figure.runs - *figure.passed;
      }
      rows.push_back(std::move(recorded));
    }
    const auto& [passed, counted] = runs;
    if (counted == 0 && rows.size() > before) continue;
    row.ours = MakeShare(passed, counted, confidence);
    if (counted > 0) row.from = "runs";
    if (counted > 0 && figure.passed) row.p = FisherExact(passed, counted, *figure.passed, *figure.runs);
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<PublishedCost> PublishedCosts(const PublishedFigures& figures, const TrialSet& set) {
  std::vector<PublishedCost> rows;
  for (const PublishedFigures::Cost& cost : figures.costs) {
    PublishedCost row = {cost.table, cost.source, cost.model, cost.stage, cost.tokens, cost.usd, 0, 0, 0};
    const auto like = Like(figures, cost.model, "", cost.stage);
    std::vector<bool> is_like;
    for (const Group& cell : set.cells) is_like.push_back(like(cell));
    for (const TrialRow& trial : set.trials) {
      if (!is_like[trial.cell] || !OutcomeOf(set, trial)) continue;
      ++row.ours_runs;
      row.ours_tokens += static_cast<double>(trial.prompt_tokens + trial.completion_tokens);
      row.ours_usd += trial.usd;
    }
    if (row.ours_runs > 0) {
      row.ours_tokens /= row.ours_runs;
      row.ours_usd /= row.ours_runs;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<PublishedProfile> PublishedProfiles(const PublishedFigures& figures, const TrialSet& set) {
  std::vector<PublishedProfile> tables;
  for (const PublishedFigures::Profile& profile : figures.profiles) {
    std::map<std::string, long long> ours;
    long long ours_all = 0;
    for (const std::size_t cell : CellsLike(set, Like(figures, profile.model, "", profile.stage))) {
      for (const auto& [category, count] : set.failures[cell].by_category) {
        ours[category] += count.attempts;
        ours_all += count.attempts;
      }
    }
    int published_all = 0;
    std::map<std::string, int> published;
    for (const auto& [category, count] : profile.entries) {
      published[category] += count;
      published_all += count;
    }
    for (const auto& [category, count] : ours) published.emplace(category, 0);
    PublishedProfile table = {profile.table, profile.source, profile.batch, profile.model, {}};
    for (const auto& [category, count] : published) {
      PublishedProfile::Entry entry;
      entry.category = category;
      entry.published = count;
      entry.share = published_all == 0 ? 0 : static_cast<double>(count) / published_all;
      if (ours_all > 0) {
        const auto found = ours.find(category);
        entry.ours = found == ours.end() ? 0 : found->second;
        entry.ours_share = static_cast<double>(*entry.ours) / static_cast<double>(ours_all);
      }
      table.categories.push_back(std::move(entry));
    }
    std::stable_sort(table.categories.begin(), table.categories.end(),
                     [](const auto& a, const auto& b) { return a.published > b.published; });
    tables.push_back(std::move(table));
  }
  return tables;
}

}  // namespace autopilot
