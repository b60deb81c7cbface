#include "results/comparison_tables.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "statistics/power.h"
#include "statistics/share.h"
#include "statistics/significance.h"
#include "statistics/spread.h"

namespace autopilot {
namespace {

struct NamedPart {
  const char* name;
  Part part;
};
constexpr NamedPart kCompared[] = {{"model", &Group::model},
                                   {"protocol", &Group::protocol},
                                   {"variant", &Group::variant},
                                   {"sampling", &Group::sampling}};

/// One group by one rule, ready to be compared with others.
struct Arm {
  struct Outcome {
    const std::string* application;
    int repeat;
    bool passed;
  };
  const Group* group = nullptr;
  std::vector<Outcome> outcomes;  ///< By application and repeat.
  int passed = 0;
  bool has_repeats = true;  ///< All of an experiment.
  std::vector<double> tokens;
  std::vector<double> seconds;

  int counted() const { return static_cast<int>(outcomes.size()); }
};

Arm ArmOf(const TrialSet& set, const Group& group, const std::vector<std::size_t>& trials, Rule rule) {
  Arm arm;
  arm.group = &group;
  for (const std::size_t i : trials) {
    const TrialRow& trial = set.trials[i];
    const std::optional<bool>& passed = trial.*rule;
    if (!passed) continue;
    arm.outcomes.push_back({&set.cells[trial.cell].application, trial.repeat, *passed});
    if (*passed) ++arm.passed;
    if (trial.repeat == 0) arm.has_repeats = false;
    arm.tokens.push_back(static_cast<double>(trial.prompt_tokens + trial.completion_tokens));
    arm.seconds.push_back(trial.seconds);
  }
  std::sort(arm.outcomes.begin(), arm.outcomes.end(), [](const Arm::Outcome& a, const Arm::Outcome& b) {
    return std::tie(*a.application, a.repeat) < std::tie(*b.application, b.repeat);
  });
  std::sort(arm.tokens.begin(), arm.tokens.end());
  std::sort(arm.seconds.begin(), arm.seconds.end());
  return arm;
}

/// What both did with the same application and repeat.
Pairs PairUp(const Arm& a, const Arm& b) {
  Pairs pairs;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.outcomes.size() && j < b.outcomes.size()) {
    const Arm::Outcome& left = a.outcomes[i];
    const Arm::Outcome& right = b.outcomes[j];
    const int order = left.application == right.application ? 0 : left.application->compare(*right.application);
    if (order < 0 || (order == 0 && left.repeat < right.repeat)) {
      ++i;
    } else if (order > 0 || left.repeat > right.repeat) {
      ++j;
    } else {
      ++(left.passed ? (right.passed ? pairs.both : pairs.only_a) : (right.passed ? pairs.only_b : pairs.neither));
      ++i;
      ++j;
    }
  }
  return pairs;
}

Comparison Compare(const char* part, const Arm& a, const Arm& b, const char* rule, double confidence) {
  Comparison comparison;
  comparison.part = part;
  comparison.a = *a.group;
  comparison.b = *b.group;
  comparison.rule = rule;
  const Pairs pairs = a.has_repeats && b.has_repeats ? PairUp(a, b) : Pairs{};
  Interval interval;
  if (pairs.count() > 0) {
    comparison.paired = true;
    comparison.only_a = pairs.only_a;
    comparison.only_b = pairs.only_b;
    comparison.share_a = MakeShare(pairs.both + pairs.only_a, pairs.count(), confidence);
    comparison.share_b = MakeShare(pairs.both + pairs.only_b, pairs.count(), confidence);
    comparison.p = McNemarExact(pairs.only_a, pairs.only_b);
    interval = NewcombePairedInterval(pairs, confidence);
  } else {
    comparison.share_a = MakeShare(a.passed, a.counted(), confidence);
    comparison.share_b = MakeShare(b.passed, b.counted(), confidence);
    comparison.p = FisherExact(a.passed, a.counted(), b.passed, b.counted());
    interval = NewcombeInterval(a.passed, a.counted(), b.passed, b.counted(), confidence);
  }
  const double share_a = comparison.share_a.share;
  const double share_b = comparison.share_b.share;
  comparison.difference = share_a - share_b;
  comparison.difference_low = interval.low;
  comparison.difference_high = interval.high;
  comparison.cohens_h = CohensH(share_a, share_b);
  comparison.cliffs_delta_tokens = CliffsDelta(a.tokens, b.tokens);
  comparison.cliffs_delta_seconds = CliffsDelta(a.seconds, b.seconds);
  if (share_a != share_b) comparison.repeats_needed = RepeatsNeeded(share_a, share_b, 1 - confidence);
  return comparison;
}

/// Groups that are alike but for `part`: each list in the order of the pool.
std::vector<std::vector<std::size_t>> Alike(const Pool& pool, Part part) {
  std::map<Group, std::vector<std::size_t>> alike;
  for (std::size_t i = 0; i < pool.groups.size(); ++i) {
    Group key = pool.groups[i];
    key.*part = kAny;
    alike[key].push_back(i);
  }
  std::vector<std::vector<std::size_t>> lists;
  for (auto& [key, list] : alike) lists.push_back(std::move(list));
  return lists;
}

/// Holm's correction within each part, stage and rule.
void Correct(std::vector<Comparison>& comparisons, double confidence) {
  std::map<std::tuple<std::string, std::string, std::string>, std::vector<Comparison*>> families;
  for (Comparison& one : comparisons) families[{one.part, one.a.stage, one.rule}].push_back(&one);
  for (auto& [name, family] : families) {
    std::vector<double> p;
    for (const Comparison* one : family) p.push_back(one->p);
    const std::vector<double> corrected = Holm(p);
    for (std::size_t i = 0; i < family.size(); ++i) {
      family[i]->p_holm = corrected[i];
      family[i]->significant = corrected[i] <= 1 - confidence;
    }
  }
}

/// Fills what follows from the arms; false where less than two have a trial.
bool Judge(PromptSensitivity& row) {
  std::vector<int> passed;
  std::vector<int> counted;
  double sum = 0;
  const PromptSensitivity::Arm* best = nullptr;
  const PromptSensitivity::Arm* worst = nullptr;
  for (const PromptSensitivity::Arm& arm : row.arms) {
    if (arm.success.counted == 0) continue;
    passed.push_back(arm.success.passed);
    counted.push_back(arm.success.counted);
    sum += arm.success.share;
    if (best == nullptr || arm.success.share > best->success.share) best = &arm;
    if (worst == nullptr || arm.success.share < worst->success.share) worst = &arm;
  }
  if (counted.size() < 2) return false;
  const double mean = sum / static_cast<double>(counted.size());
  double squares = 0;
  for (std::size_t i = 0; i < counted.size(); ++i) {
    const double share = static_cast<double>(passed[i]) / counted[i];
    squares += (share - mean) * (share - mean);
  }
  row.best = best->name;
  row.worst = worst->name;
  row.spread = best->success.share - worst->success.share;
  row.deviation = std::sqrt(squares / static_cast<double>(counted.size() - 1));
  const ChiSquaredResult test = ChiSquaredHomogeneity(passed, counted);
  row.chi_squared = test.statistic;
  row.degrees = test.degrees;
  row.p = test.p;
  row.few = test.few;
  return true;
}

}  // namespace

std::vector<Comparison> Comparisons(const TrialSet& set, const Pool& pool, double confidence) {
  std::vector<Comparison> comparisons;
  for (const NamedRule& rule : kRules) {
    std::vector<Arm> arms;
    for (std::size_t i = 0; i < pool.groups.size(); ++i) {
      arms.push_back(ArmOf(set, pool.groups[i], pool.trials[i], rule.rule));
    }
    for (const NamedPart& part : kCompared) {
      for (const std::vector<std::size_t>& list : Alike(pool, part.part)) {
        for (std::size_t i = 0; i < list.size(); ++i) {
          for (std::size_t j = i + 1; j < list.size(); ++j) {
            const Arm& a = arms[list[i]];
            const Arm& b = arms[list[j]];
            if (a.counted() == 0 || b.counted() == 0) continue;
            comparisons.push_back(Compare(part.name, a, b, rule.name, confidence));
          }
        }
      }
    }
  }
  Correct(comparisons, confidence);
  return comparisons;
}

std::vector<PromptSensitivity> PromptSensitivities(const TrialSet& set, const Pool& pool, double confidence) {
  std::vector<PromptSensitivity> rows;
  for (const NamedRule& rule : kRules) {
    // The group that the arms share -> its arms.
    std::map<std::pair<std::string, Group>, std::map<std::string, std::size_t>> tables;
    for (std::size_t i = 0; i < pool.groups.size(); ++i) {
      Group variants = pool.groups[i];
      variants.variant = kAny;
      tables[{"variant", variants}][pool.groups[i].variant] = i;
      const std::string& protocol = pool.groups[i].protocol;
      const auto colon = protocol.find(':');
      if (colon == std::string::npos) continue;
      Group prompts = pool.groups[i];
      prompts.protocol = protocol.substr(0, colon);
      tables[{"prompt", prompts}][protocol.substr(colon + 1)] = i;
    }
    for (const auto& [key, arms] : tables) {
      PromptSensitivity row;
      row.part = key.first;
      row.group = key.second;
      row.rule = rule.name;
      for (const auto& [name, number] : arms) {
        row.arms.push_back({name, ShareOf(set, pool.trials[number], rule.rule, confidence)});
      }
      if (Judge(row)) rows.push_back(std::move(row));
    }
  }
  return rows;
}

std::vector<PowerHint> PowerHints(const TrialSet& set, double confidence) {
  std::vector<PowerHint> hints;
  const Pool pool = PoolTrials(set, {});
  for (std::size_t i = 0; i < pool.groups.size(); ++i) {
    for (const NamedRule& rule : kRules) {
      const Share share = ShareOf(set, pool.trials[i], rule.rule, confidence);
      if (share.counted == 0) continue;
      for (const double difference : {0.05, 0.1, 0.2, 0.3}) {
        const double other = share.share + (share.share + difference <= 1 ? difference : -difference);
        hints.push_back({pool.groups[i].stage, rule.name, share.share, other - share.share,
                         RepeatsNeeded(share.share, other, 1 - confidence)});
      }
    }
  }
  return hints;
}

}  // namespace autopilot
