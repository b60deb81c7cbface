#include "repair/checks_rule.h"

#include <fmt/format.h>

namespace autopilot {
namespace {

/// The function that a node is in returns nothing.
bool ReturnsNothing(const TreeNode& node) {
  const TreeNode function = node.Within({"function_definition", "lambda_expression"});
  if (!function || !function.Is("function_definition")) return false;
  const TreeNode type = function.child("type");
  const TreeNode declarator = function.child("declarator");
  return type && type.text() == "void" && declarator && declarator.Is("function_declarator");
}

/// TF_LITE_ENSURE(context, x) returns an error; TF_LITE_ASSERT(x) stops, as these functions' own error paths do.
void MendReturning(const Call& call, std::vector<Proposal>& proposals) {
  static constexpr std::string_view kPrefix = "TF_LITE_ENSURE";
  const std::string_view rest = std::string_view(call.name).substr(kPrefix.size());
  const auto& arguments = call.arguments;
  std::string text;
  if (rest == "_OK" && arguments.size() == 2) {
    text = fmt::format("TF_LITE_ASSERT_EQ({}, kTfLiteOk)", arguments[1].text());
  } else if (rest == "_STATUS" && arguments.size() == 1) {
    text = fmt::format("TF_LITE_ASSERT_EQ({}, kTfLiteOk)", arguments[0].text());
  } else if ((rest == "_EQ" || rest == "_TYPES_EQ") && arguments.size() == 3) {
    text = fmt::format("TF_LITE_ASSERT_EQ({}, {})", arguments[1].text(), arguments[2].text());
  } else if ((rest.empty() && arguments.size() == 2) || (rest == "_MSG" && arguments.size() == 3)) {
    text = fmt::format("TF_LITE_ASSERT({})", arguments[1].text());
  }
  if (text.empty() || !ReturnsNothing(call.node)) return;
  proposals.push_back({"",
                       "profile_mismatch",
                       fmt::format("checks by {}: {} returns a status, the function nothing",
                                   text.substr(0, text.find('(')), call.name),
                       {Replace(call.node, text)}});
}

/// return -1; in a function that returns nothing.
void MendReturns(const RepairCase& candidate, std::vector<Proposal>& proposals) {
  for (const TreeNode& statement : candidate.tree.All({"return_statement"})) {
    const std::vector<TreeNode> parts = statement.parts();
    if (parts.size() != 1 || !ReturnsNothing(statement)) continue;
    const bool status = parts[0].Is("number_literal") || parts[0].Is("true") || parts[0].Is("false") ||
                        parts[0].text() == "kTfLiteError" || parts[0].text() == "kTfLiteOk" ||
                        (parts[0].Is("unary_expression") && parts[0].All({"identifier"}).empty());
    if (!status) continue;
    proposals.push_back({"",
                         "syntax_error",
                         fmt::format("returns without {}: nobody takes it", parts[0].text()),
                         {{statement.begin(), parts[0].end(), "return"}}});
  }
}

}  // namespace

std::vector<Proposal> ChecksRule::Propose(const RepairCase& candidate) const {
  if (candidate.builds()) return {};
  std::vector<Proposal> proposals;
  for (const Call& call : candidate.view.calls()) {
    if (call.object) continue;
    if (call.name.starts_with("TF_LITE_ENSURE")) MendReturning(call, proposals);
    const Renaming* renaming = candidate.facts.CheckFor(call.name);
    if (renaming == nullptr || !candidate.Complains(call.name)) continue;
    proposals.push_back({"",
                         "profile_mismatch",
                         fmt::format("{} is called {}", call.name, renaming->right),
                         {Replace(call.function, renaming->right)}});
  }
  MendReturns(candidate, proposals);
  return proposals;
}

}  // namespace autopilot
