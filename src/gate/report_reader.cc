#include "gate/report_reader.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <set>

namespace autopilot {
namespace {

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool IsLetter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

/// First number in `text` between `begin` and `end`.
std::optional<double> NumberIn(const std::string& text, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    const bool sign = text[i] == '-' && i + 1 < end && std::isdigit(static_cast<unsigned char>(text[i + 1])) != 0;
    if (std::isdigit(static_cast<unsigned char>(text[i])) == 0 && !sign) continue;
    return std::strtod(text.c_str() + i, nullptr);
  }
  return std::nullopt;
}

}  // namespace

ReportReader::ReportReader(std::vector<std::string> labels,
                           const std::map<std::string, std::vector<std::string>>& synonyms) {
  for (const std::string& label : labels) {
    std::vector<std::string> words = {Lower(label)};
    if (const auto found = synonyms.find(Lower(label)); found != synonyms.end()) {
      words.insert(words.end(), found->second.begin(), found->second.end());
    }
    words_.push_back(std::move(words));
  }
}

std::vector<ReportReader::Mention> ReportReader::Find(const std::string& line) const {
  const std::string lower = Lower(line);
  std::vector<Mention> mentions;
  for (std::size_t label = 0; label < words_.size(); ++label) {
    for (const std::string& word : words_[label]) {
      for (auto at = lower.find(word); at != std::string::npos; at = lower.find(word, at + word.size())) {
        const bool inside_word =
            (IsLetter(word.front()) && at > 0 && IsLetter(lower[at - 1])) ||
            (IsLetter(word.back()) && at + word.size() < lower.size() && IsLetter(lower[at + word.size()]));
        if (!inside_word) mentions.push_back({label, at, at + word.size()});
      }
    }
  }
  std::sort(mentions.begin(), mentions.end(), [](const Mention& a, const Mention& b) { return a.begin < b.begin; });
  return mentions;
}

std::vector<std::size_t> ReportReader::Mentions(const std::string& line) const {
  std::vector<std::size_t> labels;
  for (const Mention& mention : Find(line)) {
    if (std::find(labels.begin(), labels.end(), mention.label) == labels.end()) labels.push_back(mention.label);
  }
  return labels;
}

std::optional<std::size_t> ReportReader::Read(const std::vector<std::string>& lines) const {
  std::map<std::size_t, double> scores;  // Class -> number that follows its name.
  std::optional<std::size_t> single;     // Last line that names one class without being part of a table.
  std::vector<std::pair<std::size_t, bool>> singles;
  std::set<std::size_t> named;
  for (const std::string& line : lines) {
    const std::vector<Mention> mentions = Find(line);
    const std::vector<std::size_t> labels = Mentions(line);
    named.insert(labels.begin(), labels.end());
    bool numbered = false;
    for (std::size_t i = 0; i < mentions.size(); ++i) {
      const std::size_t stop = i + 1 < mentions.size() ? mentions[i + 1].begin : line.size();
      if (const auto number = NumberIn(line, mentions[i].end, stop)) {
        numbered = true;
        scores.emplace(mentions[i].label, *number);
      }
    }
    if (labels.size() == 1) singles.emplace_back(labels.front(), numbered);
  }
  if (named.empty()) return std::nullopt;
  if (named.size() == 1) return *named.begin();
  // Lines such as "Apple: 0.98" for every class are a table; a single name beside them is the answer.
  for (const auto& [label, numbered] : singles) {
    if (!numbered || scores.size() < named.size()) single = label;
  }
  if (single) return single;
  if (scores.size() < 2) return std::nullopt;
  return std::max_element(scores.begin(), scores.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

}  // namespace autopilot
