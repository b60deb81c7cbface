#include "repair/unified_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "repair/sequence_diff.h"

namespace autopilot {
namespace {

/// Lines with their ends.
std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::size_t size = end == std::string_view::npos ? text.size() : end + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

struct Line {
  char mark = ' ';
  std::string_view text;
  int before = 0;  ///< Lines of each text that stand before it.
  int after = 0;
};

void Write(std::string& out, const Line& line) {
  out += line.mark;
  out += line.text;
  if (line.text.empty() || line.text.back() != '\n') out += "\n\\ No newline at end of file\n";
}

/// "12,5" as diff writes a range of lines.
std::string Range(int first, int count) {
  if (count == 1) return fmt::format("{}", first + 1);
  return fmt::format("{},{}", count == 0 ? first : first + 1, count);
}

}  // namespace

std::string UnifiedDiff(std::string_view before, std::string_view after, const std::string& name) {
  constexpr std::size_t kContext = 3;
  if (before == after) return "";
  const std::vector<std::string_view> old_lines = Lines(before);
  const std::vector<std::string_view> new_lines = Lines(after);
  std::vector<Line> lines;
  int i = 0;
  int j = 0;
  const auto take_until = [&](int old_end, int new_end) {
    for (; i < old_end; ++i) lines.push_back({'-', old_lines[static_cast<std::size_t>(i)], i, j});
    for (; j < new_end; ++j) lines.push_back({'+', new_lines[static_cast<std::size_t>(j)], i, j});
  };
  for (const auto& [old_at, new_at] : CommonSubsequence(old_lines, new_lines)) {
    take_until(old_at, new_at);
    lines.push_back({' ', old_lines[static_cast<std::size_t>(i)], i, j});
    ++i;
    ++j;
  }
  take_until(static_cast<int>(old_lines.size()), static_cast<int>(new_lines.size()));

  std::string out = fmt::format("--- {0}\n+++ {0}\n", name);
  const auto changed = [&](std::size_t at) { return lines[at].mark != ' '; };
  std::size_t at = 0;
  while (at < lines.size()) {
    if (!changed(at)) {
      ++at;
      continue;
    }
    const std::size_t first = at > kContext ? at - kContext : 0;
    std::size_t last = at;  // The last changed line of the hunk: no gap of more than two contexts.
    for (std::size_t next = at; next < lines.size() && next <= last + 2 * kContext; ++next) {
      if (changed(next)) last = next;
    }
    const std::size_t end = std::min(lines.size(), last + kContext + 1);
    const auto count = [&](char without) {
      return static_cast<int>(std::count_if(lines.begin() + static_cast<std::ptrdiff_t>(first),
                                            lines.begin() + static_cast<std::ptrdiff_t>(end),
                                            [&](const Line& line) { return line.mark != without; }));
    };
    out +=
        fmt::format("@@ -{} +{} @@\n", Range(lines[first].before, count('+')), Range(lines[first].after, count('-')));
    for (std::size_t k = first; k < end; ++k) Write(out, lines[k]);
    at = end;
  }
  return out;
}

}  // namespace autopilot
