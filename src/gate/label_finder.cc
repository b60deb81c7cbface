#include "gate/label_finder.h"

#include <algorithm>
#include <cctype>

namespace autopilot {
namespace {

bool IsLetter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

/// Where the word that begins at `begin` ends, if it stands there by itself; 0 if it does not.
std::size_t EndOfWord(const std::string& line, std::size_t begin, const std::string& word) {
  if (IsLetter(word.front()) && begin > 0 && IsLetter(line[begin - 1])) return 0;
  std::size_t end = begin + word.size();
  if (!IsLetter(word.back())) return end;
  if (line.compare(end, 1, "s") == 0) {
    ++end;
  } else if (line.compare(end, 2, "es") == 0) {
    end += 2;
  }
  if (end < line.size() && IsLetter(line[end])) return 0;
  return end;
}

}  // namespace

std::string LowerCase(std::string text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x80) {
      text[i] = static_cast<char>(std::tolower(c));
    } else if (c == 0xC3 && i + 1 < text.size()) {
      // U+00C0 to U+00DE, without the multiplication sign.
      const auto next = static_cast<unsigned char>(text[i + 1]);
      if (next >= 0x80 && next <= 0x9E && next != 0x97) text[i + 1] = static_cast<char>(next + 0x20);
    }
  }
  return text;
}

LabelFinder::LabelFinder(const std::vector<std::string>& labels,
                         const std::map<std::string, std::vector<std::string>>& synonyms) {
  for (const std::string& label : labels) {
    std::vector<std::string> words = {LowerCase(label)};
    if (const auto found = synonyms.find(words.front()); found != synonyms.end()) {
      for (const std::string& word : found->second) words.push_back(LowerCase(word));
    }
    words_.push_back(std::move(words));
  }
}

std::vector<Mention> LabelFinder::Find(const std::string& line) const {
  const std::string lower = LowerCase(line);
  std::vector<Mention> all;
  for (std::size_t label = 0; label < words_.size(); ++label) {
    for (const std::string& word : words_[label]) {
      for (auto at = lower.find(word); at != std::string::npos; at = lower.find(word, at + word.size())) {
        if (const std::size_t end = EndOfWord(lower, at, word); end > 0) all.push_back({label, at, end});
      }
    }
  }
  std::sort(all.begin(), all.end(),
            [](const Mention& a, const Mention& b) { return a.begin != b.begin ? a.begin < b.begin : a.end > b.end; });
  std::vector<Mention> mentions;
  for (const Mention& mention : all) {
    if (mentions.empty() || mention.begin >= mentions.back().end) mentions.push_back(mention);
  }
  return mentions;
}

}  // namespace autopilot
