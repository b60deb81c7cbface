#include "results/success_tables.h"

#include <algorithm>
#include <map>

namespace autopilot {
namespace {

SuccessRow RowOf(const TrialSet& set, const Group& group, const std::vector<std::size_t>& trials, double confidence) {
  SuccessRow row;
  row.group = group;
  row.trials = static_cast<int>(trials.size());
  row.ours = ShareOf(set, trials, &TrialRow::ours, confidence);
  row.paper = ShareOf(set, trials, &TrialRow::paper, confidence);
  int accepted = 0;
  int broken = 0;
  for (const std::size_t i : trials) {
    const TrialRow& trial = set.trials[i];
    if (trial.paper.value_or(false) && trial.ours) {
      ++accepted;
      // A sketch that the tool completed is no success of the model, but it works.
      if (trial.verdict != "pass") ++broken;
    }
    if (trial.verdict == "infrastructure") ++row.infrastructure;
    if (trial.verdict == "inconclusive") ++row.inconclusive;
    if (trial.verdict.empty()) ++row.unfinished;
  }
  row.silent = MakeShare(broken, accepted, confidence);
  return row;
}

Spread SpreadOf(std::vector<double> values, MedianBootstrap& bootstrap, double confidence) {
  Spread spread;
  if (values.empty()) return spread;
  std::sort(values.begin(), values.end());
  spread.count = static_cast<int>(values.size());
  for (const double value : values) spread.total += value;
  spread.mean = spread.total / spread.count;
  spread.minimum = values.front();
  spread.q10 = Quantile(values, 0.1);
  spread.q25 = Quantile(values, 0.25);
  spread.median = Quantile(values, 0.5);
  spread.q75 = Quantile(values, 0.75);
  spread.q90 = Quantile(values, 0.9);
  spread.maximum = values.back();
  const Interval interval = bootstrap.IntervalOf(values, confidence);
  spread.median_low = interval.low;
  spread.median_high = interval.high;
  return spread;
}

/// Marks the points that no other beats: none that succeeds at least as often for at most as much, and better in one.
void MarkBest(std::vector<FrontierPoint*> points, double FrontierPoint::*cost, bool FrontierPoint::*best) {
  std::sort(points.begin(), points.end(), [&](const FrontierPoint* a, const FrontierPoint* b) {
    return a->*cost != b->*cost ? a->*cost < b->*cost : a->success.share > b->success.share;
  });
  double highest = 0;  // What never succeeds is no way to succeed.
  double at = -1;      // The least cost of the highest share so far.
  for (FrontierPoint* point : points) {
    const bool equal = point->success.share == highest && point->*cost == at;
    if (point->success.share <= highest && !equal) continue;
    point->*best = true;
    highest = point->success.share;
    at = point->*cost;
  }
}

}  // namespace

std::vector<SuccessRow> SuccessRows(const TrialSet& set, const Pool& pool, double confidence) {
  std::vector<SuccessRow> rows;
  for (std::size_t i = 0; i < pool.groups.size(); ++i) {
    rows.push_back(RowOf(set, pool.groups[i], pool.trials[i], confidence));
  }
  return rows;
}

std::vector<CostRow> CostRows(const TrialSet& set, const Pool& pool, MedianBootstrap& bootstrap, double confidence) {
  std::vector<CostRow> rows;
  for (std::size_t i = 0; i < pool.groups.size(); ++i) {
    const auto counted = [&](std::size_t number) { return OutcomeOf(set, set.trials[number]).has_value(); };
    if (std::none_of(pool.trials[i].begin(), pool.trials[i].end(), counted)) continue;
    for (const std::string name : {"pass", "fail", "all"}) {
      std::vector<double> tokens;
      std::vector<double> completion;
      std::vector<double> seconds;
      std::vector<double> usd;
      for (const std::size_t number : pool.trials[i]) {
        const TrialRow& trial = set.trials[number];
        const std::optional<bool> passed = OutcomeOf(set, trial);
        if (!passed || (name != "all" && *passed != (name == "pass"))) continue;
        tokens.push_back(static_cast<double>(trial.prompt_tokens + trial.completion_tokens));
        completion.push_back(static_cast<double>(trial.completion_tokens));
        seconds.push_back(trial.seconds);
        usd.push_back(trial.usd);
      }
      rows.push_back({pool.groups[i], name, SpreadOf(std::move(tokens), bootstrap, confidence),
                      SpreadOf(std::move(completion), bootstrap, confidence),
                      SpreadOf(std::move(seconds), bootstrap, confidence),
                      SpreadOf(std::move(usd), bootstrap, confidence)});
    }
  }
  return rows;
}

std::vector<AttemptsCurve> AttemptsCurves(const TrialSet& set, const Pool& pool, double confidence) {
  std::vector<AttemptsCurve> curves;
  for (std::size_t i = 0; i < pool.groups.size(); ++i) {
    for (const NamedRule& rule : kRules) {
      int counted = 0;
      int most = 0;
      std::map<int, int> solved;  // Attempts -> trials.
      for (const std::size_t number : pool.trials[i]) {
        const TrialRow& trial = set.trials[number];
        const std::optional<bool>& passed = trial.*rule.rule;
        if (!passed) continue;
        ++counted;
        most = std::max(most, trial.attempts);
        if (*passed) ++solved[trial.attempts];
      }
      if (counted == 0) continue;
      AttemptsCurve curve = {pool.groups[i], rule.name, {}};
      int sum = 0;
      for (const auto& [attempts, trials] : solved) {
        sum += trials;
        curve.points.push_back({attempts, MakeShare(sum, counted, confidence)});
      }
      if (curve.points.empty() || curve.points.back().attempts < most) {
        curve.points.push_back({most, MakeShare(sum, counted, confidence)});
      }
      curves.push_back(std::move(curve));
    }
  }
  return curves;
}

std::vector<FrontierPoint> FrontierPoints(const TrialSet& set, const Pool& pool, double confidence) {
  std::vector<FrontierPoint> points;
  for (std::size_t i = 0; i < pool.groups.size(); ++i) {
    FrontierPoint point;
    point.group = pool.groups[i];
    const NamedRule* used = nullptr;
    for (const NamedRule& rule : kRules) {
      if (used != nullptr) break;
      point.success = ShareOf(set, pool.trials[i], rule.rule, confidence);
      if (point.success.counted > 0) used = &rule;
    }
    if (used == nullptr) continue;
    point.rule = used->name;
    for (const std::size_t number : pool.trials[i]) {
      const TrialRow& trial = set.trials[number];
      if (!(trial.*used->rule)) continue;
      point.tokens += static_cast<double>(trial.prompt_tokens + trial.completion_tokens);
      point.seconds += trial.seconds;
      point.usd += trial.usd;
    }
    if (point.success.passed > 0) {
      point.tokens_per_success = point.tokens / point.success.passed;
      point.seconds_per_success = point.seconds / point.success.passed;
      point.usd_per_success = point.usd / point.success.passed;
    }
    point.tokens /= point.success.counted;
    point.seconds /= point.success.counted;
    point.usd /= point.success.counted;
    points.push_back(std::move(point));
  }
  std::map<std::string, std::vector<FrontierPoint*>> of_stage;
  for (FrontierPoint& point : points) of_stage[point.group.stage + "\n" + point.rule].push_back(&point);
  for (auto& [stage, own] : of_stage) {
    MarkBest(own, &FrontierPoint::tokens, &FrontierPoint::best_tokens);
    MarkBest(own, &FrontierPoint::seconds, &FrontierPoint::best_seconds);
    MarkBest(own, &FrontierPoint::usd, &FrontierPoint::best_usd);
  }
  return points;
}

}  // namespace autopilot
