#include "repair/sequence_diff.h"

#include <algorithm>
#include <cstddef>

namespace autopilot {
namespace {

/// Memory grows with the square of it: 4,000 take 64 MB.
constexpr int kMostDifferences = 4000;

using Sequence = std::vector<std::string_view>;

/// Pairs of the middles [begin, begin + n) and [begin, begin + m), appended.
void Middle(const Sequence& before, const Sequence& after, int begin, int n, int m,
            std::vector<std::pair<int, int>>& pairs) {
  const int most = std::min(n + m, kMostDifferences);
  std::vector<std::vector<int>> history;  // For each number of differences, the furthest x on the diagonals -d..d.
  std::vector<int> furthest = {0};
  const auto at = [](const std::vector<int>& row, int d, int k) {
    return row[static_cast<std::size_t>(std::ptrdiff_t{k} + d)];
  };
  const auto slide = [&](int x, int k) {
    while (x < n && x - k < m &&
           before[static_cast<std::size_t>(std::ptrdiff_t{begin} + x)] ==
               after[static_cast<std::size_t>(std::ptrdiff_t{begin} + x - k)])
      ++x;
    return x;
  };
  furthest[0] = slide(0, 0);
  int d = 0;
  while (true) {
    history.push_back(furthest);
    const int goal = n - m;
    if (goal >= -d && goal <= d && at(furthest, d, goal) >= n) break;
    if (d == most) return;
    ++d;
    std::vector<int> next(static_cast<std::size_t>(std::ptrdiff_t{2} * d + 1), -1);
    for (int k = -d; k <= d; ++k) {
      int x = -1;
      const auto try_from = [&](int diagonal, int step) {
        if (diagonal < -(d - 1) || diagonal > d - 1 || at(furthest, d - 1, diagonal) < 0) return;
        const int reached = at(furthest, d - 1, diagonal) + step;
        if (reached <= n && reached - k >= 0 && reached - k <= m) x = std::max(x, reached);
      };
      try_from(k, 0);
      try_from(k - 1, 1);
      try_from(k + 1, 0);
      if (x < 0) continue;
      next[static_cast<std::size_t>(std::ptrdiff_t{k} + d)] = slide(x, k);
    }
    furthest = std::move(next);
  }
  // Back from the end, along the diagonals that were slid down.
  std::vector<std::pair<int, int>> found;
  int x = n;
  int y = m;
  for (; d >= 0; --d) {
    const int k = x - y;
    int start = 0;
    int from = k;
    if (d > 0) {
      const std::vector<int>& row = history[static_cast<std::size_t>(std::ptrdiff_t{d} - 1)];
      const auto reach = [&](int diagonal, int step) {
        if (diagonal < -(d - 1) || diagonal > d - 1 || at(row, d - 1, diagonal) < 0) return -1;
        const int value = at(row, d - 1, diagonal) + step;
        return value <= n && value - k >= 0 && value - k <= m ? value : -1;
      };
      start = reach(k, 0);
      from = k;
      if (reach(k - 1, 1) > start) {
        start = reach(k - 1, 1);
        from = k - 1;
      }
      if (reach(k + 1, 0) > start) {
        start = reach(k + 1, 0);
        from = k + 1;
      }
    }
    while (x > start) {
      --x;
      --y;
      found.emplace_back(begin + x, begin + y);
    }
    if (d > 0) {
      if (from == k - 1) --x;
      y = x - from;
    }
  }
  pairs.insert(pairs.end(), found.rbegin(), found.rend());
}

}  // namespace

std::vector<std::pair<int, int>> CommonSubsequence(const Sequence& before, const Sequence& after) {
  std::vector<std::pair<int, int>> pairs;
  const int n = static_cast<int>(before.size());
  const int m = static_cast<int>(after.size());
  int front = 0;
  while (front < n && front < m && before[static_cast<std::size_t>(front)] == after[static_cast<std::size_t>(front)]) {
    pairs.emplace_back(front, front);
    ++front;
  }
  int back = 0;
  while (back < n - front && back < m - front &&
         before[static_cast<std::size_t>(std::ptrdiff_t{n} - 1 - back)] ==
             after[static_cast<std::size_t>(std::ptrdiff_t{m} - 1 - back)])
    ++back;
  Middle(before, after, front, n - front - back, m - front - back, pairs);
  for (; back > 0; --back) pairs.emplace_back(n - back, m - back);
  return pairs;
}

}  // namespace autopilot
