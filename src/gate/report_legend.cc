#include "gate/report_legend.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>

#include "gate/report_numbers.h"

namespace autopilot {
namespace {

/// Only signs, and few of them, lie between an index and its name: "0: Apple", "[1] Banana", "Orange = 2".
bool Adjacent(const std::string& line, std::size_t begin, std::size_t end) {
  constexpr std::size_t kFew = 5;
  return end >= begin && end - begin <= kFew &&
         std::none_of(line.begin() + static_cast<std::ptrdiff_t>(begin),
                      line.begin() + static_cast<std::ptrdiff_t>(end),
                      [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; });
}

bool IsComplete(const Legend& legend, std::size_t labels) {
  std::set<std::size_t> named;
  for (const auto& [number, label] : legend) named.insert(label);
  return legend.size() == labels && named.size() == labels;
}

/// The first number given to a name counts; one that is given to two names explains nothing.
void Explain(Legend& legend, double number, std::size_t label) {
  const bool taken =
      std::any_of(legend.begin(), legend.end(), [&](const auto& entry) { return entry.second == label; });
  if (!taken) legend.emplace(std::lround(number), label);
}

/// Every class once, on one line or on one line each.
Legend ReadListing(const LabelFinder& finder, const std::vector<std::string>& lines) {
  std::vector<std::size_t> order;
  const auto finished = [&] {
    return order.size() == finder.labels() && std::set<std::size_t>(order.begin(), order.end()).size() == order.size();
  };
  for (const std::string& line : lines) {
    std::vector<std::size_t> labels;
    for (const Mention& mention : finder.Find(line)) {
      if (labels.empty() || labels.back() != mention.label) labels.push_back(mention.label);  // Name and emoji are one.
    }
    if (labels.size() != 1) order.clear();
    order.insert(order.end(), labels.begin(), labels.end());
    if (finished()) break;
    if (labels.size() != 1) order.clear();
  }
  Legend legend;
  if (!finished()) return legend;
  for (std::size_t i = 0; i < order.size(); ++i) legend.emplace(static_cast<long>(i), order[i]);
  return legend;
}

struct IndexedScore {
  std::size_t label;
  std::optional<double> score;
};

/// The indices of a line, each with the number after it that is not whole, if there is one.
std::vector<IndexedScore> ReadIndices(const Legend& legend, const std::string& line) {
  std::vector<IndexedScore> found;
  int foreign = 0;
  for (const PrintedNumber& number : FindNumbers(line)) {
    const auto entry = number.whole ? legend.find(std::lround(number.value)) : legend.end();
    if (entry != legend.end()) {
      found.push_back({entry->second, std::nullopt});
    } else if (number.whole) {
      // A time may stand beside it; among counts of the sensor nobody can say what is an index.
      if (++foreign > 1) return {};
    } else if (!found.empty() && !found.back().score) {
      found.back().score = number.value;
    }
  }
  return found;
}

}  // namespace

Legend ReadLegend(const LabelFinder& finder, const std::vector<std::string>& lines) {
  Legend before;
  Legend after;
  for (const std::string& line : lines) {
    const std::vector<PrintedNumber> numbers = FindNumbers(line);
    for (const Mention& mention : finder.Find(line)) {
      for (const PrintedNumber& number : numbers) {
        if (!number.whole) continue;
        if (Adjacent(line, number.end, mention.begin)) Explain(before, number.value, mention.label);
        if (Adjacent(line, mention.end, number.begin)) Explain(after, number.value, mention.label);
      }
    }
  }
  if (IsComplete(before, finder.labels())) return before;
  if (IsComplete(after, finder.labels())) return after;
  return ReadListing(finder, lines);
}

std::optional<std::size_t> ReadByLegend(const Legend& legend, const std::vector<std::string>& lines) {
  if (legend.empty()) return std::nullopt;
  std::map<std::size_t, double> scores;
  std::set<std::size_t> bare;
  std::set<std::size_t> all;
  std::optional<std::size_t> listed;
  for (const std::string& line : lines) {
    for (const IndexedScore& one : ReadIndices(legend, line)) {
      all.insert(one.label);
      if (one.score) {
        scores.emplace(one.label, *one.score);
      } else {
        bare.insert(one.label);
      }
    }
    const std::vector<PrintedNumber> numbers = FindNumbers(line);
    const bool vector = numbers.size() == legend.size() &&
                        std::none_of(numbers.begin(), numbers.end(), [](const auto& number) { return number.whole; });
    if (!vector) continue;
    const auto largest = std::max_element(numbers.begin(), numbers.end(),
                                          [](const auto& a, const auto& b) { return a.value < b.value; });
    listed = std::next(legend.begin(), largest - numbers.begin())->second;
  }
  if (all.size() == 1) return *all.begin();
  if (bare.size() == 1) return *bare.begin();
  if (bare.empty() && scores.size() > 1) {
    return std::max_element(scores.begin(), scores.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
  }
  return all.empty() ? listed : std::nullopt;
}

}  // namespace autopilot
