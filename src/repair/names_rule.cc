#include "repair/names_rule.h"

#include <fmt/format.h>

#include <algorithm>

namespace autopilot {
namespace {

/// The whole of a name, from its first namespace to its last word.
TreeNode Outermost(TreeNode node) {
  for (TreeNode up = node.parent(); up && up.Is("qualified_identifier"); up = node.parent()) node = up;
  return node;
}

class Work {
 public:
  explicit Work(const RepairCase& candidate) : candidate_(candidate) {
    using_tflite_ = candidate.tree.text().find("using namespace tflite") != std::string::npos;
  }

  std::vector<Proposal> Run() {
    for (const TreeNode& node : candidate_.tree.All({"identifier", "type_identifier"})) Look(node);
    return std::move(proposals_);
  }

 private:
  bool LibraryHas(const std::string& qualified) const {
    return candidate_.contract.library.symbol_header.contains(std::string(LastName(qualified)));
  }

  void Look(const TreeNode& node) {
    const std::string word(node.text());
    TreeNode whole = Outermost(node);
    // Of A::B only the last word names something.
    const TreeNode last = whole.Is("qualified_identifier") ? Last(whole) : whole;
    if (!(last == node)) return;
    const TreeNode inside = whole.parent();
    if (inside && inside.Is("template_type") && !whole.Is("qualified_identifier")) {
      // MicroMutableOpResolver<5>: the name of the template, perhaps within namespaces.
      whole = inside;
      whole = Outermost(whole);
    }
    std::string_view written = whole.text();
    const auto angle = written.find('<');
    written = written.substr(0, angle);
    const bool is_type = node.Is("type_identifier") || UsedAsType(node);
    const Renaming* renaming = is_type ? candidate_.facts.TypeFor(word) : candidate_.facts.NameFor(word);
    if (renaming == nullptr || !LibraryHas(renaming->right)) return;
    if (IsRight(written, renaming->right) || IsDeclaredHere(node, word)) return;
    if (!candidate_.Complains(word) && !candidate_.Complains(std::string(written))) return;
    std::string right = renaming->right;
    if (renaming->constant && !IsConstant(whole)) right = "const " + right;
    const std::string cause = word.substr(0, 6) == "TfLite" && is_type ? "desktop_tflite_api" : "profile_mismatch";
    proposals_.push_back({"",
                          cause,
                          fmt::format("{} is called {} here", written, renaming->right),
                          {{whole.begin(), whole.begin() + written.size(), right}}});
  }

  static TreeNode Last(TreeNode qualified) {
    while (qualified && qualified.Is("qualified_identifier")) qualified = qualified.child("name");
    if (qualified && qualified.Is("template_type")) qualified = qualified.child("name");
    return qualified;
  }

  /// `tflite::X()` or `new X`, which the grammar takes for a function's name.
  static bool UsedAsType(const TreeNode& node) {
    const TreeNode whole = Outermost(node);
    const TreeNode call = whole.parent();
    return call && call.Is("call_expression") && call.child("function") == whole && node.text().size() > 8 &&
           node.text().substr(node.text().size() - 8) == "Resolver";
  }

  bool IsRight(std::string_view written, const std::string& right) const {
    if (written.substr(0, 2) == "::") written.remove_prefix(2);
    return written == right || (using_tflite_ && written == LastName(right));
  }

  bool IsDeclaredHere(const TreeNode& node, const std::string& word) const {
    return candidate_.view.Find(word, node.begin()) != nullptr || candidate_.view.Declares(word);
  }

  static bool IsConstant(const TreeNode& type) {
    const TreeNode declaration = type.parent();
    if (!declaration) return false;
    const std::vector<TreeNode> parts = declaration.children();
    return std::any_of(parts.begin(), parts.end(),
                       [](const TreeNode& part) { return part.Is("type_qualifier") && part.text() == "const"; });
  }

  const RepairCase& candidate_;
  bool using_tflite_ = false;
  std::vector<Proposal> proposals_;
};

}  // namespace

std::vector<Proposal> NamesRule::Propose(const RepairCase& candidate) const {
  if (candidate.builds()) return {};
  return Work(candidate).Run();
}

}  // namespace autopilot
