#include "repair/reading_limits.h"

#include <fmt/format.h>

#include <algorithm>

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

std::string WhyUnread(const SketchTree& tree) {
  if (!tree.root().children().empty() || tree.text().find_first_not_of(" \t\r\n") == std::string::npos) return "";
  if (const int depth = DepthOfBrackets(tree.text()); depth > kDeepestBrackets) {
    return fmt::format("brackets nest {} deep, more than the {} that can be read", depth, kDeepestBrackets);
  }
  return "its syntax nests too deep, or takes too long, to be read";
}

}  // namespace autopilot
