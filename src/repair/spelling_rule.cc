#include "repair/spelling_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
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

/// Constants of one family, of which the library has other members: X_700MS and X_600MS.
bool DifferInDigits(const std::string& a, const std::string& b) {
  const auto bare = [](std::string text) {
    text.erase(std::remove_if(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; }),
               text.end());
    return text;
  };
  const auto is_constant = [](unsigned char c) { return std::isupper(c) != 0 || std::isdigit(c) != 0 || c == '_'; };
  return a.size() == b.size() && a != b && bare(a) == bare(b) && bare(a).size() > 8 &&
         std::all_of(a.begin(), a.end(), is_constant);
}

/// A letter too many, too few, or two exchanged. Another letter in the same place may be another variable: pinA, pinB.
bool IsSlip(const std::string& a, const std::string& b) {
  if (a.size() != b.size())
    return std::isdigit(static_cast<unsigned char>(a.back())) == std::isdigit(static_cast<unsigned char>(b.back()));
  const auto [first, second] = std::mismatch(a.begin(), a.end(), b.begin());
  if (first == a.end() || first + 1 == a.end()) return false;
  const bool exchanged = *first == *(second + 1) && *(first + 1) == *second;
  return exchanged || Distance(a, b) == 1;
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
    const bool family = DifferInDigits(wrong, right);
    if (!family && (wrong.size() < 6 || Distance(wrong, right) > 2 || !candidate.view.Declares(right))) continue;
    if (candidate.view.Declares(wrong) || !seen.insert(wrong).second) continue;
    const std::string what = family ? fmt::format("{} does not exist: the nearest is {}", wrong, right)
                                    : fmt::format("{} is a slip for {}", wrong, right);
    // Another number is another setting.
    Proposal proposal{
        "", family ? "hardware_constant" : "undeclared_identifier", what, {}, !family && IsSlip(wrong, right)};
    for (const TreeNode& use : candidate.tree.Named(wrong)) proposal.edits.push_back(Replace(use, right));
    proposals.push_back(std::move(proposal));
  }
  return proposals;
}

}  // namespace autopilot
