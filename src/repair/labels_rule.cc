#include "repair/labels_rule.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "core/text.h"
#include "gate/source_text.h"

namespace autopilot {
namespace {

/// The class that a string names: its number, or -1 if it names none or several.
int ClassNamed(std::string_view text, const std::vector<std::string>& labels) {
  int named = -1;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (!HasWord(Lower(text), Lower(labels[i]))) continue;
    if (named >= 0) return -1;
    named = static_cast<int>(i);
  }
  return named;
}

/// A word and a number, or a number alone: it stands for a name that its author did not know.
bool IsPlaceholder(std::string_view literal) {
  if (literal.size() < 3 || literal.front() != '"') return false;
  const std::string_view text = literal.substr(1, literal.size() - 2);
  const auto plain = [](unsigned char letter) { return std::isalnum(letter) || letter == ' ' || letter == '_'; };
  return std::all_of(text.begin(), text.end(), plain) && std::isdigit(static_cast<unsigned char>(text.back()));
}

Proposal InList(const RepairCase& candidate, const Variable& variable) {
  const std::vector<std::string>& labels = candidate.contract.application.labels;
  const std::vector<TreeNode> items = variable.value.parts();
  if (items.size() != labels.size()) return {};
  std::set<int> named;
  bool in_order = true;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!items[i].Is("string_literal")) return {};
    const int number = ClassNamed(items[i].text(), labels);
    if (number >= 0) named.insert(number);
    in_order = in_order && number == static_cast<int>(i);
  }
  const bool permuted = named.size() == labels.size() && !in_order;
  const bool unnamed = named.empty() && std::all_of(items.begin(), items.end(),
                                                    [](const TreeNode& item) { return IsPlaceholder(item.text()); });
  if (!(permuted && candidate.Has("label_order")) && !(unnamed && candidate.Has("unreadable_report"))) return {};
  Proposal proposal{
      "",
      permuted ? "label_order" : "unreadable_report",
      fmt::format("{} holds the classes in the model's order: {}", variable.name, fmt::join(labels, ", ")),
      {}};
  for (std::size_t i = 0; i < items.size(); ++i) {
    // A name in its author's words moves as it is.
    std::string text = '"' + labels[i] + '"';
    for (const TreeNode& item : items) {
      if (permuted && ClassNamed(item.text(), labels) == static_cast<int>(i)) text = std::string(item.text());
    }
    if (items[i].text() != text) proposal.edits.push_back(Replace(items[i], text));
  }
  return proposal;
}

}  // namespace

std::vector<Proposal> LabelsRule::Propose(const RepairCase& candidate) const {
  if (!candidate.builds() || candidate.contract.application.report != "label") return {};
  std::vector<Proposal> proposals;
  for (const Variable& variable : candidate.view.variables()) {
    if (!variable.array || !variable.value || !variable.value.Is("initializer_list")) continue;
    Proposal proposal = InList(candidate, variable);
    if (!proposal.edits.empty()) proposals.push_back(std::move(proposal));
  }
  return proposals;
}

}  // namespace autopilot
