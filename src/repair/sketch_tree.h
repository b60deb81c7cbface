#pragma once

/// The syntax tree of a sketch. It is made of any text: what is no C++ stands in it as an error, the rest is whole.

#include <tree_sitter/api.h>

#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace autopilot {

/// A node, valid as long as its tree. Kinds and fields are those of tree-sitter's grammar of C++.
class TreeNode {
 public:
  TreeNode() : node_{}, source_(nullptr) {}
  TreeNode(TSNode node, const std::string* source) : node_(node), source_(source) {}

  /// False for a child or parent that is not there; all else may be asked only of a node that is.
  explicit operator bool() const { return source_ != nullptr && !ts_node_is_null(node_); }
  bool operator==(const TreeNode& other) const { return ts_node_eq(node_, other.node_); }

  std::string_view kind() const { return ts_node_type(node_); }
  bool Is(std::string_view kind_name) const { return *this && kind() == kind_name; }
  std::size_t begin() const { return ts_node_start_byte(node_); }
  std::size_t end() const { return ts_node_end_byte(node_); }
  std::string_view text() const { return std::string_view(*source_).substr(begin(), end() - begin()); }
  int line() const { return static_cast<int>(ts_node_start_point(node_).row) + 1; }
  bool HasError() const { return ts_node_has_error(node_); }

  TreeNode parent() const { return {ts_node_parent(node_), source_}; }
  TreeNode child(std::string_view field) const;
  TreeNode next() const { return {ts_node_next_named_sibling(node_), source_}; }
  TreeNode previous() const { return {ts_node_prev_named_sibling(node_), source_}; }
  /// Named children, in order; comments among them.
  std::vector<TreeNode> children() const;
  /// The same without comments.
  std::vector<TreeNode> parts() const;
  /// The nearest ancestor of one of these kinds, or none.
  TreeNode Within(std::initializer_list<std::string_view> kinds) const;
  /// Whether `other` lies inside this one.
  bool Holds(const TreeNode& other) const { return other.begin() >= begin() && other.end() <= end(); }
  /// This node and all named nodes below it of one of these kinds, in the order of the text.
  std::vector<TreeNode> All(std::initializer_list<std::string_view> kinds) const;

 private:
  TSNode node_;
  const std::string* source_;
};

/// Movable, and its nodes stay valid. Used by one thread.
class SketchTree {
 public:
  explicit SketchTree(std::string text);

  const std::string& text() const { return *text_; }
  TreeNode root() const { return {ts_tree_root_node(tree_.get()), text_.get()}; }
  std::vector<TreeNode> All(std::initializer_list<std::string_view> kinds) const { return root().All(kinds); }
  /// Every place where `name` stands as an identifier, not as a member of something.
  std::vector<TreeNode> Named(std::string_view name) const;
  /// The smallest named node that holds these bytes.
  TreeNode At(std::size_t begin, std::size_t end) const;
  /// First byte of the 1-based line; the end of the text for a line beyond it.
  std::size_t LineBegin(int line) const;

 private:
  std::unique_ptr<std::string> text_;
  std::unique_ptr<TSTree, void (*)(TSTree*)> tree_;
};

}  // namespace autopilot
