#include "repair/reading_limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "gate/source_text.h"

namespace autopilot {

int DepthOfBrackets(const std::string& text) {
  int depth = 0;
  int deepest = 0;
  for (const char c : BlankComments(text, /*literals_too=*/true)) {
    if (c == '(' || c == '[' || c == '{') deepest = std::max(deepest, ++depth);
    if (depth > 0 && (c == ')' || c == ']' || c == '}')) --depth;
  }
  return deepest;
}

int CountTokens(const std::string& text) {
  int tokens = 0;
  bool in_word = false;
  for (const char c : text) {
    const bool word = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
    if (std::isspace(static_cast<unsigned char>(c)) == 0 && (!word || !in_word)) ++tokens;
    in_word = word;
  }
  return tokens;
}

std::string WithoutLongLists(std::string text) {
  constexpr std::size_t kLong = 4096;
  for (auto at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
    const std::size_t end =
        std::min(text.find_first_not_of("0123456789abcdefABCDEFxXuUlL.,+- \t\r\n", at + 1), text.size());
    if (end - at < kLong) continue;
    std::replace_if(
        text.begin() + static_cast<std::ptrdiff_t>(at) + 1, text.begin() + static_cast<std::ptrdiff_t>(end),
        [](char c) { return c != '\n'; }, ' ');
  }
  return text;
}

std::string WhyUnread(const SketchTree& tree) {
  if (!tree.root().children().empty() || tree.text().find_first_not_of(" \t\r\n") == std::string::npos) return "";
  if (const int depth = DepthOfBrackets(tree.text()); depth > kDeepestBrackets) {
    return fmt::format("brackets nest {} deep, more than the {} that can be read", depth, kDeepestBrackets);
  }
  if (const int tokens = CountTokens(WithoutLongLists(tree.text())); tokens > kMostTokens) {
    return fmt::format("it has {} words and marks, more than the {} that can be read", tokens, kMostTokens);
  }
  return "its syntax nests too deep, or takes too long, to be read";
}

}  // namespace autopilot
