#include "config/nearest.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/text.h"

namespace autopilot {
namespace {

/// Edit distance in which swapping two neighbours counts as one edit, as it is for a typist.
std::size_t Distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> rows(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) rows[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      rows[i][j] = std::min({change, rows[i - 1][j] + 1, rows[i][j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        rows[i][j] = std::min(rows[i][j], rows[i - 2][j - 2] + 1);
      }
    }
  }
  return rows[a.size()][b.size()];
}

}  // namespace

std::string Nearest(std::string_view name, const std::vector<std::string>& candidates) {
  const std::string wanted = Lower(name);
  std::string best;
  std::size_t best_distance = wanted.size() < 4 ? 1 : std::max<std::size_t>(2, wanted.size() / 3);
  if (wanted.empty()) return best;
  ++best_distance;
  for (const std::string& candidate : candidates) {
    // The beginning of a name is as good as a slip.
    if (wanted.size() >= 3 && Lower(candidate).starts_with(wanted)) return candidate;
    const std::size_t distance = Distance(wanted, Lower(candidate));
    // A distance as long as the word means that nothing of it is left.
    if (distance < best_distance && distance < candidate.size()) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

std::string NearestOrList(std::string_view name, const std::vector<std::string>& candidates) {
  const std::string nearest = Nearest(name, candidates);
  if (!nearest.empty()) return fmt::format("did you mean \"{}\"?", nearest);
  return candidates.empty() ? "there is none to choose from" : fmt::format("known: {}", fmt::join(candidates, ", "));
}

}  // namespace autopilot
