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

  bool stays() const { return keeps && before.size() > 1; }
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

/// Pins are low at the start, and stay as they are where nothing is said of them.
bool IsMet(const std::vector<BehaviourStep>& steps, const std::map<std::string, Common>& shown) {
  std::map<std::string, Kind> levels;
  for (const BehaviourStep& step : steps) {
    const auto found = shown.find(step.words);
    if (found != shown.end() && !found->second.stays()) {
      for (const auto& [pin, expectation] : found->second.pins) levels[pin] = expectation.kind;
    }
    for (const Expectation& expectation : step.expect) {
      const auto [level, fresh] = levels.try_emplace(expectation.pin, Kind::kOff);
      if (level->second != expectation.kind) return false;  // Also where it is about no level.
    }
  }
  return true;
}

}  // namespace

CheckSummary SummaryOf(const std::vector<BehaviourStep>& steps) {
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
  CheckSummary summary;
  if (!again) return summary;
  summary.complete = IsMet(steps, shown);
  for (const std::string& words : order) {
    const Common& common = shown[words];
    if (common.stays()) {
      summary.lines.push_back(fmt::format("each {}: all stay as they were", words));
    } else if (!common.pins.empty()) {
      summary.lines.push_back(fmt::format("each {}: {}", words, InWords(common.pins)));
    }
  }
  return summary;
}

}  // namespace autopilot
