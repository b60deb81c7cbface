#include "repair/spelling_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <regex>
#include <set>

namespace autopilot {
namespace {

/// Letters to insert, leave out or exchange.
std::size_t Distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t exchanged = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, exchanged});
    }
  }
  return row.back();
}

}  // namespace

std::vector<Proposal> SpellingRule::Propose(const RepairCase& candidate) const {
  if (candidate.builds()) return {};
  static const std::regex kHint(R"('(\w+)' was not declared in this scope; did you mean '(\w+)'\?)");
  std::vector<Proposal> proposals;
  std::set<std::string> seen;
  for (const Diagnostic& diagnostic : candidate.diagnostics) {
    std::smatch match;
    if (diagnostic.kind != Diagnostic::Kind::kError || !std::regex_search(diagnostic.message, match, kHint)) continue;
    const std::string wrong = match[1];
    const std::string right = match[2];
    if (wrong.size() < 6 || Distance(wrong, right) > 2 || !candidate.view.Declares(right)) continue;
    if (candidate.view.Declares(wrong) || !seen.insert(wrong).second) continue;
    Proposal proposal{"", "undeclared_identifier", fmt::format("{} is a slip for {}", wrong, right), {}};
    for (const TreeNode& use : candidate.tree.Named(wrong)) proposal.edits.push_back(Replace(use, right));
    proposals.push_back(std::move(proposal));
  }
  return proposals;
}

}  // namespace autopilot
