#include "gate/stretch.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

#include "core/text.h"

namespace autopilot {
namespace {

std::string Bare(std::string_view line) {
  const auto blank = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  while (!line.empty() && blank(line.back())) line.remove_suffix(1);
  while (!line.empty() && blank(line.front())) line.remove_prefix(1);
  return Lower(line);
}

bool IsWordCharacter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

/// Whether `word` stands in `line` and is not part of a longer word or number.
bool HoldsWord(const std::string& line, const std::string& word) {
  for (auto at = line.find(word); at != std::string::npos; at = line.find(word, at + 1)) {
    const auto end = at + word.size();
    const bool begins = at == 0 || !IsWordCharacter(line[at - 1]) || !IsWordCharacter(word.front());
    const bool ends = end == line.size() || !IsWordCharacter(line[end]) || !IsWordCharacter(word.back());
    if (begins && ends) return true;
  }
  return false;
}

bool IsReport(const Contract& contract, const std::string& line) {
  const auto& labels = contract.application.labels;
  return std::any_of(labels.begin(), labels.end(), [&](const std::string& label) { return Bare(label) == line; });
}

/// The lines that are no reports, shortened for a message.
std::vector<std::string> OtherLines(const Contract& contract, const Stretch& seen) {
  std::vector<std::string> lines;
  for (const std::string& line : seen.lines) {
    if (!IsReport(contract, Bare(line))) lines.push_back(line.substr(0, 60));
  }
  return lines;
}

std::string Printed(const std::vector<std::string>& lines) {
  constexpr std::size_t kShown = 4;
  if (lines.empty()) return "nothing was printed";
  const std::size_t first = lines.size() - std::min(lines.size(), kShown);
  return fmt::format("printed: {}", fmt::join(lines.begin() + static_cast<std::ptrdiff_t>(first), lines.end(), " / "));
}

}  // namespace

Stretch StretchOf(const Trace& trace, std::size_t begin, std::size_t end) {
  Stretch stretch;
  for (std::size_t i = 0; i < std::min(end, trace.events.size()); ++i) {
    const TraceEvent& event = trace.events[i];
    if (event.kind == EventKind::kSerialLine && i >= begin) stretch.lines.push_back(event.text);
    if (event.kind != EventKind::kPin || event.values.size() < 2) continue;
    const int pin = static_cast<int>(event.values[0]);
    const int level = static_cast<int>(event.values[1]);
    const auto known = stretch.levels.find(pin);
    if (i >= begin && known != stretch.levels.end() && (known->second > 0) != (level > 0)) ++stretch.changes[pin];
    stretch.levels[pin] = level;
  }
  return stretch;
}

std::string Refutation(const Expectation& expectation, const Contract& contract, const Stretch& seen) {
  if (expectation.kind == Expectation::Kind::kSays) {
    const std::string word = Bare(expectation.text);
    const bool said = std::any_of(seen.lines.begin(), seen.lines.end(),
                                  [&](const std::string& line) { return HoldsWord(Bare(line), word); });
    return said ? "" : Printed(OtherLines(contract, seen));
  }
  if (expectation.kind == Expectation::Kind::kSaysNothing) {
    const std::vector<std::string> lines = OtherLines(contract, seen);
    return lines.empty() ? "" : Printed(lines);
  }
  const int pin = contract.board.PinNumber(expectation.pin);
  if (expectation.kind == Expectation::Kind::kBlinks) {
    constexpr int kLeastChanges = 2;
    const auto changes = seen.changes.find(pin);
    const int count = changes == seen.changes.end() ? 0 : changes->second;
    return count >= kLeastChanges ? "" : fmt::format("{} changed {} times", expectation.pin, count);
  }
  const BoardLed* led = contract.board.FindLed(expectation.pin);
  const auto level = seen.levels.find(pin);
  const bool on = level != seen.levels.end() && (level->second > 0) != (led != nullptr && led->lit_low);
  if (on == (expectation.kind == Expectation::Kind::kOn)) return "";
  return fmt::format("{} is {}", expectation.pin, on ? "on" : "off");
}

}  // namespace autopilot
