#include "protocol/check_summary.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <set>

namespace autopilot {
namespace {

using Kind = Expectation::Kind;
using Pins = std::map<std::string, Expectation>;

bool IsLevel(const Expectation& expectation) { return expectation.kind == Kind::kOn || expectation.kind == Kind::kOff; }

Pins LevelsOf(const BehaviourStep& step) {
  Pins pins;
  for (const Expectation& expectation : step.expect) {
    if (IsLevel(expectation)) pins.emplace(expectation.pin, expectation);
  }
  return pins;
}

/// What steps that show the same thing have in common.
struct Common {
  int steps = 0;
  Pins pins;                     ///< With what is the same at all of them.
  bool keeps = true;             ///< Every pin is as it was before.
  std::set<std::string> before;  ///< The different states that were kept.
};

std::string InWords(const Pins& pins) {
  std::vector<std::string> words;
  for (const auto& [pin, expectation] : pins) words.push_back(expectation.words);
  return fmt::format("{}", fmt::join(words, " and "));
}

void Add(const Pins& now, const Pins& before, Common& common) {
  if (common.steps++ == 0) {
    common.pins = now;
  } else {
    std::erase_if(common.pins, [&](const auto& entry) {
      const auto found = now.find(entry.first);
      return found == now.end() || found->second.kind != entry.second.kind;
    });
  }
  for (const auto& [pin, expectation] : now) {
    const auto known = before.find(pin);
    common.keeps = common.keeps && known != before.end() && known->second.kind == expectation.kind;
  }
  common.before.insert(InWords(now));
}

}  // namespace

std::vector<std::string> SummaryOf(const std::vector<BehaviourStep>& steps) {
  std::vector<std::string> order;
  std::map<std::string, Common> shown;
  Pins known;
  bool again = false;
  for (const BehaviourStep& step : steps) {
    const Pins now = LevelsOf(step);
    if (step.kind == BehaviourStep::Kind::kAnswer && !now.empty()) {
      Common& common = shown[step.words];
      if (common.steps == 0) order.push_back(step.words);
      Add(now, known, common);
      again = again || common.steps > 1;
    }
    for (const auto& [pin, expectation] : now) known.insert_or_assign(pin, expectation);
  }
  std::vector<std::string> summary;
  if (!again) return summary;
  for (const std::string& words : order) {
    const Common& common = shown[words];
    if (common.keeps && common.before.size() > 1) {
      summary.push_back(fmt::format("each {}: all stay as they were", words));
    } else if (!common.pins.empty()) {
      summary.push_back(fmt::format("each {}: {}", words, InWords(common.pins)));
    }
  }
  return summary;
}

}  // namespace autopilot
