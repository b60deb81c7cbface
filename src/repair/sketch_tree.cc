#include "repair/sketch_tree.h"

#include <algorithm>
#include <cstdint>

#include "repair/reading_limits.h"

extern "C" const TSLanguage* tree_sitter_cpp();

namespace autopilot {
namespace {

/// What macros of the core put into declarations, and the grammar takes for an error, is blank to the parser.
std::string Parsable(std::string text) {
  for (const std::string_view macro : {"PROGMEM"}) {
    for (auto at = text.find(macro); at != std::string::npos; at = text.find(macro, at + macro.size())) {
      text.replace(at, macro.size(), macro.size(), ' ');
    }
  }
  // Behind a name the grammar knows no attribute: `arena[512] __attribute__((aligned(16)))`.
  constexpr std::string_view kAttribute = "__attribute__((";
  for (auto at = text.find(kAttribute); at != std::string::npos; at = text.find(kAttribute, at + 1)) {
    std::size_t end = at + kAttribute.size();
    for (int open = 2; open > 0 && end < text.size() && text[end] != '\n'; ++end) {
      open += text[end] == '(' ? 1 : text[end] == ')' ? -1 : 0;
    }
    text.replace(at, end - at, end - at, ' ');
  }
  return text;
}

constexpr std::uint64_t kLongestParse = 3'000'000;  // Microseconds; a sketch takes one or two thousand.
constexpr int kDeepestTree = 2000;                  // A level of brackets has some nodes.

/// Calls `visit` for `top` and all that is below it, in the order of the text, until it says false. Not by recursion:
/// how deep a text nests is its author's choice.
template <typename Visit>
void Walk(TSNode top, const Visit& visit) {
  TSTreeCursor cursor = ts_tree_cursor_new(top);
  int depth = 0;
  while (visit(ts_tree_cursor_current_node(&cursor), depth)) {
    if (ts_tree_cursor_goto_first_child(&cursor)) {
      ++depth;
      continue;
    }
    while (depth > 0 && !ts_tree_cursor_goto_next_sibling(&cursor)) {
      ts_tree_cursor_goto_parent(&cursor);
      --depth;
    }
    if (depth == 0) break;
  }
  ts_tree_cursor_delete(&cursor);
}

bool IsDeep(const TSTree* tree) {
  bool deep = false;
  Walk(ts_tree_root_node(tree), [&](TSNode, int depth) {
    deep = depth > kDeepestTree;
    return !deep;
  });
  return deep;
}

/// Null where it takes too long.
TSTree* ParseInTime(const std::string& text) {
  const std::unique_ptr<TSParser, void (*)(TSParser*)> parser(ts_parser_new(), ts_parser_delete);
  ts_parser_set_language(parser.get(), tree_sitter_cpp());
  ts_parser_set_timeout_micros(parser.get(), kLongestParse);
  return ts_parser_parse_string(parser.get(), nullptr, text.data(), static_cast<uint32_t>(text.size()));
}

/// Empty for a text beyond the limits (repair/reading_limits.h).
TSTree* Parse(const std::string& text) {
  const std::string parsable = WithoutLongLists(Parsable(text));
  if (DepthOfBrackets(text) <= kDeepestBrackets && CountTokens(parsable) <= kMostTokens) {
    TSTree* tree = ParseInTime(parsable);
    if (tree != nullptr && !IsDeep(tree)) return tree;
    if (tree != nullptr) ts_tree_delete(tree);
  }
  // With a parser of its own: one that gave up shares parts of its tree with the next one, and frees them twice.
  return ParseInTime("");
}

}  // namespace

TreeNode TreeNode::child(std::string_view field) const {
  return {ts_node_child_by_field_name(node_, field.data(), static_cast<uint32_t>(field.size())), source_};
}

std::vector<TreeNode> TreeNode::children() const {
  std::vector<TreeNode> result;
  // By a cursor: the n-th child of a node is found by counting from the first.
  TSTreeCursor cursor = ts_tree_cursor_new(node_);
  for (bool more = ts_tree_cursor_goto_first_child(&cursor); more; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
    const TSNode child = ts_tree_cursor_current_node(&cursor);
    if (ts_node_is_named(child)) result.emplace_back(child, source_);
  }
  ts_tree_cursor_delete(&cursor);
  return result;
}

std::vector<TreeNode> TreeNode::parts() const {
  std::vector<TreeNode> result = children();
  result.erase(std::remove_if(result.begin(), result.end(), [](const TreeNode& node) { return node.Is("comment"); }),
               result.end());
  return result;
}

TreeNode TreeNode::Within(std::initializer_list<std::string_view> kinds) const {
  for (TreeNode node = parent(); node; node = node.parent()) {
    if (std::find(kinds.begin(), kinds.end(), node.kind()) != kinds.end()) return node;
  }
  return {};
}

std::vector<TreeNode> TreeNode::All(std::initializer_list<std::string_view> kinds) const {
  std::vector<TreeNode> result;
  Walk(node_, [&](TSNode at, int) {
    const TreeNode node(at, source_);
    if (ts_node_is_named(at) && std::find(kinds.begin(), kinds.end(), node.kind()) != kinds.end()) {
      result.push_back(node);
    }
    return true;
  });
  return result;
}

SketchTree::SketchTree(std::string text)
    : text_(std::make_unique<std::string>(std::move(text))), tree_(Parse(*text_), ts_tree_delete) {}

std::vector<TreeNode> SketchTree::Named(std::string_view name) const {
  std::vector<TreeNode> result = All({"identifier", "type_identifier", "namespace_identifier"});
  result.erase(std::remove_if(result.begin(), result.end(), [&](const TreeNode& node) { return node.text() != name; }),
               result.end());
  return result;
}

TreeNode SketchTree::At(std::size_t begin, std::size_t end) const {
  return {ts_node_named_descendant_for_byte_range(ts_tree_root_node(tree_.get()), static_cast<uint32_t>(begin),
                                                  static_cast<uint32_t>(end)),
          text_.get()};
}

std::size_t SketchTree::LineBegin(int line) const {
  std::size_t at = 0;
  for (; line > 1; --line) {
    at = text_->find('\n', at);
    if (at == std::string::npos) return text_->size();
    ++at;
  }
  return at;
}

}  // namespace autopilot
