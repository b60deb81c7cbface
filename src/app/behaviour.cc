#include "app/behaviour.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <regex>

#include "core/text.h"

namespace autopilot {
namespace {

constexpr double kShownSeconds = 1;
constexpr double kLongest = 120;  ///< Seconds of one step: a check is no endurance test.

std::string Trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return "";
  return std::string(text.substr(begin, text.find_last_not_of(" \t") - begin + 1));
}

std::optional<double> ToNumber(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// The parts between " and " that stand outside of quotes.
std::vector<std::string> Parts(const std::string& words) {
  std::vector<std::string> parts(1);
  bool quoted = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == '"') quoted = !quoted;
    if (!quoted && words.compare(i, 5, " and ") == 0) {
      parts.emplace_back();
      i += 4;
    } else {
      parts.back() += words[i];
    }
  }
  return parts;
}

Result<Expectation> ParseExpectation(const std::string& words) {
  static const std::regex says(R"re(says\s+"([^"]+)")re", std::regex::icase);
  static const std::regex nothing(R"(says\s+nothing)", std::regex::icase);
  static const std::regex pin(R"((\w+)\s+(?:is\s+)?(on|off|high|low|blinks))", std::regex::icase);
  Expectation expectation;
  expectation.words = words;
  std::smatch match;
  if (std::regex_match(words, match, says)) {
    expectation.kind = Expectation::Kind::kSays;
    expectation.text = match[1];
  } else if (std::regex_match(words, nothing)) {
    expectation.kind = Expectation::Kind::kSaysNothing;
  } else if (std::regex_match(words, match, pin)) {
    const std::string state = Lower(match[2].str());
    expectation.pin = match[1];
    expectation.kind = state == "blinks"                  ? Expectation::Kind::kBlinks
                       : state == "on" || state == "high" ? Expectation::Kind::kOn
                                                          : Expectation::Kind::kOff;
  } else {
    return Fail(BadInput(fmt::format("\"{}\" is nothing that can be seen in a run", words),
                         "write \"LEDG on\", \"LEDG off\", \"LEDG blinks\", 'says \"3\"' or \"says nothing\", "
                         "several of them with \" and \" between"));
  }
  return expectation;
}

Result<BehaviourStep> ParseGiven(const std::string& words, const std::vector<std::string>& labels) {
  static const std::regex pause(R"(pause\s+([0-9.]+)\s*s)", std::regex::icase);
  static const std::regex lasting(R"((.*\S)\s+for\s+([0-9.]+)\s*s)", std::regex::icase);
  BehaviourStep step;
  step.words = words;
  std::smatch match;
  std::string shown = words;
  std::optional<double> seconds = kShownSeconds;
  if (std::regex_match(words, match, pause)) {
    seconds = ToNumber(match[1]);
    shown.clear();
  } else if (std::regex_match(words, match, lasting)) {
    seconds = ToNumber(match[2]);
    shown = match[1];
  }
  if (!seconds || *seconds <= 0 || *seconds > kLongest) {
    return Fail(BadInput(fmt::format("\"{}\" does not say for how long", words),
                         fmt::format("give seconds, more than 0 and not more than {:g}", kLongest)));
  }
  step.seconds = *seconds;
  if (shown.empty()) return step;
  const auto label = std::find_if(labels.begin(), labels.end(),
                                  [&](const std::string& known) { return Lower(known) == Lower(shown); });
  if (label != labels.end()) {
    step.kind = BehaviourStep::Kind::kAnswer;
    step.label = static_cast<int>(label - labels.begin());
    return step;
  }
  const std::optional<double> value = labels.empty() ? ToNumber(shown) : std::nullopt;
  if (!value) {
    return Fail(labels.empty() ? BadInput(fmt::format("\"{}\" is no number", shown),
                                          "give what the network is to answer, or \"pause 3 s\"")
                               : BadInput(fmt::format("\"{}\" is no label of the model", shown),
                                          fmt::format("give one of {}, or \"pause 3 s\"", fmt::join(labels, ", "))));
  }
  step.kind = BehaviourStep::Kind::kValue;
  step.value = *value;
  return step;
}

}  // namespace

Result<std::vector<Expectation>> ParseExpectations(const std::string& words) {
  std::vector<Expectation> expectations;
  if (Trimmed(words).empty()) return expectations;
  for (const std::string& part : Parts(words)) {
    AUTOPILOT_TRY(expectation, ParseExpectation(Trimmed(part)));
    expectations.push_back(std::move(expectation));
  }
  return expectations;
}

Result<std::vector<BehaviourStep>> ParseBehaviour(const Behaviour& behaviour, const std::vector<std::string>& labels) {
  if (behaviour.given.size() != behaviour.expect.size()) {
    return Fail(BadInput(
        fmt::format("[[behaviour]] given has {} steps, expect has {}", behaviour.given.size(), behaviour.expect.size()),
        "give as many; an empty text in expect expects nothing"));
  }
  std::vector<BehaviourStep> steps;
  for (std::size_t i = 0; i < behaviour.given.size(); ++i) {
    AUTOPILOT_TRY(step, ParseGiven(Trimmed(behaviour.given[i]), labels));
    AUTOPILOT_TRY(expect, ParseExpectations(behaviour.expect[i]));
    step.expect = std::move(expect);
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace autopilot
