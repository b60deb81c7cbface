#include "gate/report_reader.h"

#include <algorithm>
#include <set>

#include "gate/report_numbers.h"

namespace autopilot {
namespace {

/// The classes of one line, each with its score where it has one.
struct LineReport {
  std::set<std::size_t> named;
  std::map<std::size_t, double> scores;
  std::set<std::size_t> bare;  ///< Mentioned without a score, whatever other mentions have.
};

/// The number that belongs to each mention: between it and the next, or, where the last has none and one
/// stands before the first ("0.9 Apple, 0.1 Banana"), between the one before and it.
std::vector<std::optional<double>> ScoresOf(const std::vector<Mention>& mentions,
                                            const std::vector<PrintedNumber>& numbers, std::size_t length) {
  const auto between = [&](std::size_t begin, std::size_t end, bool last) {
    std::optional<double> score;
    for (const PrintedNumber& number : numbers) {
      if (number.attached || number.begin < begin || number.end > end) continue;
      if (!score || last) score = number.value;
    }
    return score;
  };
  std::vector<std::optional<double>> after;
  std::vector<std::optional<double>> before;
  for (std::size_t i = 0; i < mentions.size(); ++i) {
    const std::size_t next = i + 1 < mentions.size() ? mentions[i + 1].begin : length;
    after.push_back(between(mentions[i].end, next, false));
    before.push_back(between(i == 0 ? 0 : mentions[i - 1].end, mentions[i].begin, true));
  }
  const bool leading = mentions.size() > 1 && !after.back() && before.front();
  return leading ? before : after;
}

LineReport ReadLine(const LabelFinder& finder, const std::string& line) {
  LineReport report;
  std::vector<Mention> mentions;
  for (const Mention& mention : finder.Find(line)) {
    // A name and its emoji side by side are one mention.
    if (mentions.empty() || mentions.back().label != mention.label) {
      mentions.push_back(mention);
    } else if (FindNumbers(line.substr(mentions.back().end, mention.begin - mentions.back().end)).empty()) {
      mentions.back().end = mention.end;
    }
  }
  const auto scores = ScoresOf(mentions, FindNumbers(line), line.size());
  for (std::size_t i = 0; i < mentions.size(); ++i) {
    report.named.insert(mentions[i].label);
    if (scores[i]) {
      report.scores.emplace(mentions[i].label, *scores[i]);
    } else {
      report.bare.insert(mentions[i].label);
    }
  }
  return report;
}

}  // namespace

std::optional<std::size_t> ReportReader::Read(const std::vector<std::string>& lines) const {
  std::map<std::size_t, double> scores;
  std::set<std::size_t> named;
  std::optional<std::size_t> repeated;                // Last class with a line of its own beside one in a table.
  std::vector<std::pair<std::size_t, bool>> singles;  // Classes that a line names alone; whether with a score.
  for (const std::string& line : lines) {
    const LineReport report = ReadLine(finder_, line);
    named.insert(report.named.begin(), report.named.end());
    // Several names without scores are a question or a legend; one of them beside a table is an answer.
    if (report.bare.size() == 1 && (report.named.size() == 1 || report.scores.size() > 1)) {
      singles.emplace_back(*report.bare.begin(), false);
    } else if (report.named.size() == 1) {
      singles.emplace_back(*report.named.begin(), true);
    }
    for (const auto& [label, score] : report.scores) {
      if (!scores.emplace(label, score).second && report.named.size() == 1) repeated = label;
    }
  }
  if (named.empty()) return ReadByLegend(legend_, lines);
  if (named.size() == 1) return *named.begin();
  // Lines such as "Apple: 0.98" for every class are a table; a single name beside them is the answer.
  const bool table = scores.size() == named.size();
  std::optional<std::size_t> answer;
  for (const auto& [label, scored] : singles) {
    if (!scored || !table) answer = label;
  }
  if (answer) return answer;
  if (repeated) return repeated;
  if (scores.size() < 2) return std::nullopt;
  return std::max_element(scores.begin(), scores.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

}  // namespace autopilot
