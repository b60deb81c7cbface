#include "repair/file_scope_rule.h"

#include <fmt/format.h>

namespace autopilot {
namespace {

bool IsStatement(const TreeNode& node) {
  return node.Is("if_statement") || node.Is("while_statement") || node.Is("for_statement") ||
         node.Is("expression_statement") || node.Is("switch_statement");
}

/// Behind the opening of the serial port, so that what the statements print is seen; else behind the brace.
std::size_t PlaceInSetup(const RepairCase& candidate, const TreeNode& body) {
  const std::string& text = candidate.tree.text();
  std::size_t place = body.begin() + 1;
  for (const TreeNode& statement : body.parts()) {
    const std::string_view words = statement.text();
    const bool opens = statement.Is("expression_statement") && words.substr(0, 13) == "Serial.begin(";
    const bool waits = statement.Is("while_statement") && words.find("Serial") != std::string_view::npos;
    if (!opens && !waits) break;
    place = statement.end();
  }
  const auto end = text.find('\n', place);
  return end == std::string::npos || end > body.end() ? place : end + 1;
}

}  // namespace

std::vector<Proposal> FileScopeRule::Propose(const RepairCase& candidate) const {
  if (candidate.builds()) return {};
  const auto setup = candidate.view.functions().find("setup");
  if (setup == candidate.view.functions().end()) return {};
  const TreeNode body = setup->second.child("body");
  if (!body) return {};
  std::vector<Edit> edits;
  std::string moved;
  std::vector<TreeNode> outside = candidate.tree.root().parts();
  for (const TreeNode& space : candidate.tree.All({"namespace_definition"})) {
    if (!space.child("body")) continue;
    const std::vector<TreeNode> inside = space.child("body").parts();
    outside.insert(outside.end(), inside.begin(), inside.end());
  }
  bool certain = true;
  for (const TreeNode& node : outside) {
    if (!IsStatement(node) || node.HasError()) continue;
    if (node.text() == ";") continue;
    // Behind a function that was closed too early it may be the function's own.
    TreeNode before = node.previous();
    while (before && (IsStatement(before) || before.Is("comment"))) before = before.previous();
    certain = certain && !(before && before.Is("function_definition"));
    edits.push_back(DeleteLines(candidate.tree, node));
    std::string text(node.text());
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1))
      text.insert(at + 1, "  ");
    moved += "  " + text + "\n";
  }
  if (edits.empty()) return {};
  const std::size_t place = PlaceInSetup(candidate, body);
  if (place == body.begin() + 1) moved = "\n" + moved;
  edits.push_back({place, place, moved});
  return {{"", "syntax_error", "moves the statements outside of functions into setup()", std::move(edits), certain}};
}

}  // namespace autopilot
